// Inputs as they come: files, folders, pipes, archives; and the archives that nobody should send.
#include "rosterkit/io/source.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <zip.h>

#include <thread>

#include "memory_stream.hpp"
#include "scratch_folder.hpp"

using namespace rosterkit;
using namespace rosterkit::io;

namespace {

struct Opened {
  InputSet set;
  FindingList findings;
  std::string names() const {
    std::string all;
    for (const auto& file : set.files) all += (all.empty() ? "" : " ") + file->shown;
    return all;
  }
};

Opened open_inputs(const std::vector<std::string>& paths, const Limits& limits = {}) {
  Opened opened;
  opened.set = InputSet::open(paths, limits, opened.findings);
  return opened;
}

struct Refused {
  ExitCode code = ExitCode::ok;
  std::string rule, text;
};

/// Opens the input and reads all of it. The path is cut from what is told.
Refused refusal(const std::string& path, const Limits& limits = {}) {
  try {
    for (const auto& file : open_inputs({path}, limits).set.files) read_all(*file->open());
  } catch (const FileError& error) {
    std::string shown = error.finding.file;
    if (shown.starts_with(path)) shown = shown.substr(path.size());
    return {error.code, error.finding.rule, shown + ": " + error.finding.message};
  }
  return {};
}

struct Entry {
  std::string name, text;
  bool encrypted = false;
};

/// An archive made by libzip, as a sender would.
std::string make_zip(const ScratchFolder& scratch, const std::vector<Entry>& entries, const std::string& file = "in.zip") {
  int error = 0;
  zip_t* archive = zip_open(scratch.path(file).c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
  for (const Entry& entry : entries) {
    zip_source_t* source = zip_source_buffer(archive, entry.text.data(), entry.text.size(), 0);
    const zip_int64_t index = zip_file_add(archive, entry.name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (entry.encrypted) zip_file_set_encryption(archive, static_cast<zip_uint64_t>(index), ZIP_EM_AES_256, "secret");
  }
  REQUIRE(zip_close(archive) == 0);
  return scratch.path(file);
}

/// Writes @p to over each @p from of the same length: in the local headers and in the directory alike.
void patch(const ScratchFolder& scratch, const std::string& from, const std::string& to, bool last_only = false) {
  REQUIRE(from.size() == to.size());
  std::string bytes = scratch.read("in.zip");
  std::size_t at = last_only ? bytes.rfind(from) : bytes.find(from);
  REQUIRE(at != std::string::npos);
  for (; at != std::string::npos; at = last_only ? std::string::npos : bytes.find(from, at + 1)) bytes.replace(at, from.size(), to);
  scratch.write("in.zip", bytes);
}

}  // namespace

TEST_CASE("a folder gives its files by name, without hidden ones, and each may be read again") {
  const ScratchFolder scratch;
  scratch.write("in/users.csv", "id\n");
  scratch.write("in/classes.csv", "id\nc1\n");
  scratch.write("in/.DS_Store", "x");
  scratch.write("in/__MACOSX/users.csv", "x");
  const Opened opened = open_inputs({scratch.path("in") + "/"});
  CHECK(opened.names() == scratch.path("in/classes.csv") + " " + scratch.path("in/users.csv"));
  CHECK(opened.set.files[0]->name == "classes.csv");
  CHECK(opened.set.files[0]->size_bytes == 6);
  CHECK(opened.findings.empty());
  CHECK(read_all(*opened.set.files[0]->open()) == "id\nc1\n");
  CHECK(read_all(*opened.set.files[0]->open()) == "id\nc1\n");
}

TEST_CASE("who looks at how a file begins is given all of it all the same") {
  const ScratchFolder scratch;
  scratch.write("in/users.csv", "sourcedId\nu1\n");
  scratch.write("in/orgs.csv", "");
  const Opened opened = open_inputs({scratch.path("in")});
  for (const std::size_t bytes : {0u, 1u, 9u, 13u, 500u}) {
    const Looked users = open_and_look(*opened.set.files[1], bytes), orgs = open_and_look(*opened.set.files[0], bytes);
    CHECK(users.front == std::string("sourcedId\nu1\n").substr(0, bytes));
    CHECK(read_all(*users.bytes) == "sourcedId\nu1\n");
    CHECK(orgs.front.empty());
    CHECK(read_all(*orgs.bytes).empty());
  }
}

TEST_CASE("files in a folder of the folder are read when nothing else is there, with a finding") {
  const ScratchFolder scratch;
  scratch.write("in/export/users.csv", "id\n");
  const Opened opened = open_inputs({scratch.path("in")});
  REQUIRE(opened.names() == scratch.path("in/export/users.csv"));
  CHECK(opened.set.files[0]->folder == "export");
  CHECK(read_all(*opened.set.files[0]->open()) == "id\n");
  REQUIRE(opened.findings.size() == 1);
  CHECK(opened.findings[0].rule == "file.in-folder");
  CHECK(opened.findings[0].message == "the files are in the folder \"export\" inside");
}

TEST_CASE("a folder beside files, like one of old exports, is not read, and that is told") {
  const ScratchFolder scratch;
  scratch.write("in/users.csv", "id\n");
  scratch.write("in/archive/users.csv", "id\n");
  const Opened opened = open_inputs({scratch.path("in")});
  CHECK(opened.names() == scratch.path("in/users.csv"));
  REQUIRE(opened.findings.size() == 1);
  CHECK(opened.findings[0].message == "the folder \"archive\" was not read");
  CHECK(opened.findings[0].hint == "Only files at the top are read. Name the folder itself as an input if it belongs to the set.");
}

TEST_CASE("an input that is missing or may not be read ends with exit code 3 and what to do") {
  const ScratchFolder scratch;
  const Refused missing = refusal(scratch.path("none"));
  CHECK(missing.code == ExitCode::input_missing);
  CHECK(missing.rule == "file.missing");
  CHECK(missing.text == ": no such file or folder");
  // A process's own memory cannot be read at its start, even by root: a read error in mid-file looks like this.
  const Refused broken = refusal("/proc/self/mem");
  CHECK(broken.code == ExitCode::input_missing);
  CHECK(broken.text == ": cannot be read: input/output error of the device");
}

TEST_CASE("a file that grows, shrinks or is replaced while it is read is told, and never taken for whole") {
  const ScratchFolder scratch;
  const std::string text(300'000, 'x');
  for (const std::string change : {"grow", "shrink", "replace"}) {
    const std::string path = scratch.write("users.csv", text);
    const Opened opened = open_inputs({path});
    auto bytes = opened.set.files[0]->open();
    std::string buffer(1000, '\0');
    bytes->read(buffer);
    if (change == "grow") std::ofstream(path, std::ios::app) << "more";
    if (change == "shrink") std::filesystem::resize_file(path, 5000);
    if (change == "replace") {
      std::filesystem::remove(path);
      scratch.write("users.csv", text);
    }
    try {
      read_all(change == "replace" ? *opened.set.files[0]->open() : *bytes);
      FAIL(change);
    } catch (const FileError& error) {
      CHECK(error.code == ExitCode::input_missing);
      CHECK(error.finding.rule == "file.changed");
      CHECK(error.finding.message == "the file changed while it was read");
    }
  }
}

TEST_CASE("a pipe is read once and may be opened again and again, small or large") {
  const ScratchFolder scratch;
  for (const std::size_t size : {std::size_t{10}, std::size_t{6} << 20}) {
    const std::string path = scratch.path("pipe" + std::to_string(size));
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    const std::string text(size, 'x');
    std::thread writer([&] { std::ofstream(path, std::ios::binary) << text; });
    const Opened opened = open_inputs({path});
    writer.join();
    REQUIRE(opened.set.files.size() == 1);
    CHECK(opened.set.files[0]->size_bytes == size);
    CHECK((read_all(*opened.set.files[0]->open()) == text));
    CHECK((read_all(*opened.set.files[0]->open()) == text));
  }
}

TEST_CASE("an archive is known by its bytes, and several of its entries may be read at once") {
  const ScratchFolder scratch;
  const std::string users = std::string(200'000, 'u') + "\n", classes = std::string(200'000, 'c');
  make_zip(scratch, {{"users.csv", users}, {"classes.csv", classes}, {"__MACOSX/._users.csv", "x"}, {".hidden", "x"}}, "export.dat");
  const Opened opened = open_inputs({scratch.path("export.dat")});
  CHECK(opened.set.from_zip);
  CHECK(opened.names() == scratch.path("export.dat/classes.csv") + " " + scratch.path("export.dat/users.csv"));
  auto first = opened.set.files[0]->open(), second = opened.set.files[1]->open();
  std::string buffer(1000, '\0');
  CHECK(first->read(buffer) == 1000);
  CHECK((read_all(*second) == users));
  CHECK((buffer + read_all(*first) == classes));
  CHECK(opened.findings.empty());
}

TEST_CASE("a folder that holds one folder with all the files is read, with a finding") {
  const ScratchFolder scratch;
  for (const char* name : {"users", "orgs", "classes", "courses", "enrollments"}) scratch.write("set/export/" + std::string(name) + ".csv", "id\n");
  const Opened opened = open_inputs({scratch.path("set")});
  REQUIRE(opened.set.files.size() == 5);
  for (const auto& file : opened.set.files) CHECK(file->folder == "export");
  CHECK(opened.findings.size() == 1);
}

TEST_CASE("an archive with one folder at its top is read, with a finding") {
  const ScratchFolder scratch;
  const Opened opened = open_inputs({make_zip(scratch, {{"export/", ""}, {"export/users.csv", "id\n"}})});
  REQUIRE(opened.set.files.size() == 1);
  CHECK(opened.set.files[0]->folder == "export");
  CHECK(opened.findings.size() == 1);
}

TEST_CASE("archives with hostile names are refused, and the names are not printed") {
  const auto named = [](const std::string& name) {
    const ScratchFolder scratch;
    const Refused refused = refusal(make_zip(scratch, {{"users.csv", "id\n"}, {name, "x"}}));
    CHECK(refused.code == ExitCode::input_refused);
    CHECK(refused.rule == "zip.hostile");
    return refused.text;
  };
  CHECK(named("../evil.csv") == ": entry 2 of the zip archive has a name that leads out of the archive");
  CHECK(named("a/../../evil.csv") == ": entry 2 of the zip archive has a name that leads out of the archive");
  CHECK(named("/etc/evil.csv") == ": entry 2 of the zip archive has an absolute path for a name");
  CHECK(named("C:evil.csv") == ": entry 2 of the zip archive has an absolute path for a name");
  CHECK(named("a\\evil.csv") == ": entry 2 of the zip archive has a backslash in its name");
}

TEST_CASE("an archive with two entries of one name is refused as hostile") {
  const ScratchFolder scratch;
  const std::string path = make_zip(scratch, {{"users.csv", "id\n"}, {"usera.csv", "id\n"}});
  patch(scratch, "usera.csv", "users.csv");
  const Refused refused = refusal(path);
  CHECK(refused.rule == "zip.hostile");
  CHECK(refused.text == ": entry 2 of the zip archive has the name of an entry before it");
}

TEST_CASE("an encrypted archive asks for unpacking it first") {
  const ScratchFolder scratch;
  const Refused refused = refusal(make_zip(scratch, {{"users.csv", "id\n", true}}));
  CHECK(refused.code == ExitCode::input_refused);
  CHECK(refused.rule == "zip.encrypted");
  CHECK(refused.text == "/users.csv: the entry is encrypted");
}

TEST_CASE("an archive in an archive is refused, whatever its name") {
  const ScratchFolder scratch;
  make_zip(scratch, {{"users.csv", "id\n"}}, "inner.zip");
  const Refused refused = refusal(make_zip(scratch, {{"users.csv", scratch.read("inner.zip")}}));
  CHECK(refused.rule == "zip.hostile");
  CHECK(refused.text == "/users.csv: the entry is an archive itself");
}

TEST_CASE("an archive that is cut off or damaged is told with exit code 3") {
  const ScratchFolder scratch;
  std::string text;
  for (int row = 0; row < 5000; ++row) text += "u" + std::to_string(row * 7919) + "\n";
  const std::string path = make_zip(scratch, {{"users.csv", text}});
  const std::string whole = scratch.read("in.zip");
  scratch.write("in.zip", whole.substr(0, whole.size() / 2));
  CHECK(refusal(path).code == ExitCode::input_missing);
  CHECK(refusal(path).text == ": the zip archive is damaged or cut off");
  std::string damaged = whole;
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x55);
  scratch.write("in.zip", damaged);
  CHECK(refusal(path).code == ExitCode::input_missing);
  CHECK(refusal(path).rule == "zip.broken");
}

TEST_CASE("archives over the limits are refused before they are unpacked") {
  const ScratchFolder scratch;
  const std::string path = make_zip(scratch, {{"classes.csv", std::string(1000, 'x')}, {"users.csv", std::string(3'000'000, 'x')}});
  Limits limits;
  limits.max_zip_entries = 1;
  CHECK(refusal(path, limits).text == ": the zip archive has 2 entries, more than 1");
  limits = {};
  limits.max_zip_entry_bytes = 2'000'000;
  CHECK(refusal(path, limits).text == "/users.csv: the entry declares 3,000,000 bytes, more than 2,000,000");
  limits = {};
  limits.max_zip_total_bytes = 3'000'500;
  CHECK(refusal(path, limits).text == ": the entries declare more than 3,000,500 bytes in all");
  limits = {};
  limits.zip_ratio_grace_bytes = 1'000'000;
  CHECK(refusal(path, limits).text == "/users.csv: the entry unpacks to more than 200 times its packed size");
  CHECK(refusal(path).code == ExitCode::ok);
}

TEST_CASE("an entry that unpacks to more than it declares is stopped there") {
  const ScratchFolder scratch;
  const std::string path = make_zip(scratch, {{"users.csv", std::string(0x123456, 'x')}});
  patch(scratch, std::string("\x56\x34\x12\x00", 4), std::string("\x00\x04\x00\x00", 4));
  const Refused refused = refusal(path);
  CHECK(refused.code == ExitCode::input_refused);
  CHECK(refused.text == "/users.csv: the entry unpacks to more than the 1,024 bytes that it declares");
}
