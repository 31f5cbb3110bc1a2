// A peer of the benchmark, no test: pugixml parses one whole file and walks over all of it. usage: xml_whole_document FILE
#include <cstdio>
#include <pugixml.hpp>

namespace {

std::size_t count(const pugi::xml_node& node) {
  std::size_t found = 1;
  for (const pugi::xml_node& child : node.children()) found += count(child);
  return found;
}

}  // namespace

int main(int argc, char** argv) {
  pugi::xml_document document;
  if (argc != 2 || !document.load_file(argv[1])) return 1;
  std::printf("%zu nodes\n", count(document));
  return 0;
}
