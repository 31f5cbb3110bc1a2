// Files of XML: objects of all records in blocks to several threads.
#include <atomic>

#include "files_reader.hpp"
#include "rosterkit/base/rules.hpp"
#include "rosterkit/io/xml_reader.hpp"

namespace rosterkit::convert {

void FilesReader::xml_file(const io::InputFile& file, std::size_t file_order) {
  std::vector<std::string> containers, items;
  for (const auto& record : roster_.plan.records) {
    if (record->each_path && !record->each_path->steps.empty()) {
      containers.push_back(record->record->root);
      items.push_back(record->each_path->steps.front().name);
    }
  }
  io::XmlReader reader(file.open(), file.shown, containers, items, settings_.limits);
  const std::uint16_t number = number_file(file.shown);
  std::atomic<std::uint64_t> objects = 0;
  in_threads(file.size_bytes, [&] {
    io::XmlBlock block;
    ReadMemory memory;
    std::uint64_t bytes_before = 0;
    while (reader.next(block)) {
      io::XmlReader::parse(block, file.shown);
      BlockResult result;
      std::vector<bool> claimed(block.objects.size());
      for (const auto& record : roster_.plan.records) {
        if (!record->each_path || record->each_path->steps.empty()) continue;
        BlockView view;
        std::vector<std::uint64_t> lines;
        for (std::size_t i = 0; i < block.objects.size(); ++i) {
          const auto& object = block.objects[i];
          if (!object.container.empty() && object.container != record->record->root) continue;
          if (!Locator::matches(*object.node, record->each_path->steps.front())) continue;
          claimed[i] = true;
          view.nodes.push_back(object.node);
          lines.push_back(object.line);
        }
        if (view.nodes.empty()) continue;
        view.lines = lines.data();
        view.rows = view.nodes.size();
        view.file = number;
        view.file_shown = file.shown;
        view.delta = roster_.delta;
        reader_.read(*record, view, memory, result);
      }
      objects += block.objects.size();
      for (std::size_t i = 0; i < claimed.size(); ++i) {
        if (claimed[i]) continue;
        Finding finding;
        finding.rule = "record.unclaimed";
        finding.severity = convert_severity(finding.rule);
        finding.file = file.shown;
        finding.line = block.objects[i].line;
        finding.message = "the element \"" + std::string(block.objects[i].node->name()) + "\" is no record of this format";
        finding.hint = "it was left out.";
        result.findings.push_back(std::move(finding));
      }
      const std::uint64_t bytes_now = reader.bytes_read();
      progress(bytes_now > bytes_before ? bytes_now - bytes_before : 0, block.objects.size());
      bytes_before = bytes_now;
      take(std::move(result), file_order, block.number, file.shown);
    }
  });
  roster_.files.push_back({file.shown, objects, file.size_bytes});
}

}  // namespace rosterkit::convert
