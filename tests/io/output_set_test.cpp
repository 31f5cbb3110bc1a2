// Output is all or nothing: these tests look at the disk before, while and after, and end runs in the middle.
#include "rosterkit/io/output_set.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "memory_stream.hpp"
#include "scratch_folder.hpp"

using namespace rosterkit;
using namespace rosterkit::io;
using Kind = OutputSet::Kind;

namespace {

OutputSet::Request request(const std::string& path, Kind kind = Kind::folder, bool overwrite = false) {
  OutputSet::Request made;
  made.path = path;
  made.kind = kind;
  made.overwrite = overwrite;
  made.own_names = {"users.csv", "classes.csv"};
  return made;
}

void write_set(const OutputSet::Request& made, const std::vector<std::pair<std::string, std::string>>& files) {
  auto set = OutputSet::begin(made);
  for (const auto& [name, text] : files) set->file(name).write(text);
  set->commit();
}

std::string refusal(const OutputSet::Request& made) {
  try {
    OutputSet::begin(made);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "accepted";
}

unsigned mode_of(const std::string& path) {
  struct stat found {};
  REQUIRE(::stat(path.c_str(), &found) == 0);
  return found.st_mode & 07777u;
}

/// Runs @p work in a process of its own. @returns what waitpid says.
template <class Work>
int in_child(Work work) {
  const pid_t child = ::fork();
  if (child == 0) {
    int code = 99;
    try {
      code = work();
    } catch (...) {
    }
    ::_exit(code);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return status;
}

}  // namespace

TEST_CASE("a new folder appears at commit, private, and nothing else does") {
  const ScratchFolder scratch;
  auto set = OutputSet::begin(request(scratch.path("out")));
  Sink& users = set->file("users.csv");
  set->file("classes.csv").write("id\n");
  users.write("id\n");
  users.write(std::string(700'000, 'x'));
  CHECK(scratch.names().empty());
  set->commit();
  CHECK(users.bytes == 700'003);
  CHECK(scratch.names() == "out");
  CHECK(scratch.names("out") == "classes.csv users.csv");
  CHECK(scratch.read("out/users.csv") == "id\n" + std::string(700'000, 'x'));
  CHECK(mode_of(scratch.path("out")) == 0700);
  CHECK(mode_of(scratch.path("out/users.csv")) == 0600);
}

TEST_CASE("a set that is not committed leaves the old output whole and no litter") {
  const ScratchFolder scratch;
  write_set(request(scratch.path("out")), {{"users.csv", "old"}});
  {
    auto set = OutputSet::begin(request(scratch.path("out"), Kind::folder, true));
    set->file("users.csv").write("new");
  }
  CHECK(scratch.names() == "out");
  CHECK(scratch.read("out/users.csv") == "old");
}

TEST_CASE("a folder is replaced as a whole: files that are not written again go with the old set") {
  const ScratchFolder scratch;
  write_set(request(scratch.path("out")), {{"users.csv", "old"}, {"classes.csv", "old"}});
  write_set(request(scratch.path("out"), Kind::folder, true), {{"users.csv", "new"}});
  CHECK(scratch.names() == "out");
  CHECK(scratch.names("out") == "users.csv");
  CHECK(scratch.read("out/users.csv") == "new");
}

TEST_CASE("an output that may not be replaced is refused with what to do") {
  const ScratchFolder scratch;
  const std::string out = scratch.path("out");
  write_set(request(out), {{"users.csv", "old"}});
  CHECK(refusal(request(out)) == out + ": exists already. Use -O to replace it, or name another output with -o.");
  CHECK(refusal(request(out, Kind::file, true)) == out + ": is a folder, and the output is one file. Name a file in it with -o.");
  CHECK(refusal(request(out + "/users.csv", Kind::folder, true)) ==
        out + "/users.csv: is a file, and the output is a folder. Name another one with -o; a name ending in .zip gives an archive.");
  CHECK(refusal(request(".")) == ".: the output cannot be this folder itself. Name a new folder in it with -o.");
  CHECK(refusal(request("/dev/null", Kind::file, true)) ==
        "/dev/null: is neither a file nor a folder. Name a new one with -o, or use -o - for standard output.");
  scratch.write("out/letter.txt", "dear parents");
  CHECK(refusal(request(out, Kind::folder, true)) ==
        out + ": holds \"letter.txt\", which is not a file of this format; the folder is replaced as a whole. Name a folder of its own with -o.");
  CHECK(scratch.read("out/letter.txt") == "dear parents");
}

TEST_CASE("an output that is an input, lies in one or holds one is refused, also through a link") {
  const ScratchFolder scratch;
  scratch.write("in/users.csv", "id\n");
  std::filesystem::create_directory_symlink(scratch.path("in"), scratch.path("link"));
  const auto with_input = [&](const std::string& out, Kind kind, const std::string& input) {
    auto made = request(scratch.path(out), kind, true);
    made.input_paths = {"-", scratch.path(input)};
    return refusal(made).substr(scratch.path(out).size());
  };
  CHECK(with_input("in", Kind::folder, "in") == ": is an input. Name another output with -o.");
  CHECK(with_input("link", Kind::folder, "in") == ": is an input. Name another output with -o.");
  CHECK(with_input("in/out", Kind::folder, "in") ==
        ": lies in the input \"" + scratch.path("in") + "\". Name an output outside of it with -o.");
  CHECK(with_input("in", Kind::folder, "in/users.csv") ==
        ": holds the input \"" + scratch.path("in/users.csv") + "\", which would be lost. Name another output with -o.");
}

TEST_CASE("a symbolic link stays, and what it points to is replaced; one that leads nowhere is refused") {
  const ScratchFolder scratch;
  write_set(request(scratch.path("year")), {{"users.csv", "old"}});
  std::filesystem::create_directory_symlink("year", scratch.path("current"));
  write_set(request(scratch.path("current"), Kind::folder, true), {{"users.csv", "new"}});
  CHECK(std::filesystem::is_symlink(scratch.path("current")));
  CHECK(scratch.read("year/users.csv") == "new");
  std::filesystem::create_symlink("nowhere", scratch.path("lost"));
  CHECK(refusal(request(scratch.path("lost"))) ==
        scratch.path("lost") + ": the output is a symbolic link that leads nowhere. Remove it, or name its target with -o.");
}

TEST_CASE("a second run with the same output ends with exit code 7, one with another output goes on") {
  const ScratchFolder scratch;
  const auto held = OutputSet::begin(request(scratch.path("out")));
  CHECK_NOTHROW(OutputSet::begin(request(scratch.path("other"))));
  try {
    OutputSet::begin(request(scratch.path("out")));
    FAIL("accepted");
  } catch (const OutputError& error) {
    CHECK(error.code == ExitCode::locked);
    CHECK(error.what() == scratch.path("out") + ": another run is writing this output; it is untouched. Wait for it to end, then run again.");
  }
}

TEST_CASE("an output in a folder that is missing is told before anything is read") {
  const ScratchFolder scratch;
  try {
    OutputSet::begin(request(scratch.path("missing/out")));
    FAIL("accepted");
  } catch (const OutputError& error) {
    CHECK(error.code == ExitCode::output);
    CHECK(error.what() == scratch.path("missing/out") +
                              ": cannot be written: no such file or folder; the old output is untouched. Make the folder that it lies in, or "
                              "choose another place with -o.");
  }
}

TEST_CASE("a dry run writes nothing, and refuses what a real one refuses") {
  const ScratchFolder scratch;
  auto made = request(scratch.path("out"));
  made.dry_run = true;
  write_set(made, {{"users.csv", "id\n"}});
  CHECK(scratch.names().empty());
  write_set(request(scratch.path("out")), {{"users.csv", "old"}});
  CHECK(refusal(made) != "accepted");
}

TEST_CASE("an archive is the same bytes whatever the order of writing, and holds what was written") {
  const ScratchFolder scratch;
  write_set(request(scratch.path("a.zip"), Kind::zip), {{"users.csv", "id\nu1\n"}, {"classes.csv", std::string(100'000, 'c')}});
  write_set(request(scratch.path("b.zip"), Kind::zip), {{"classes.csv", std::string(100'000, 'c')}, {"users.csv", "id\nu1\n"}});
  CHECK(scratch.names() == "a.zip b.zip");
  CHECK(scratch.read("a.zip") == scratch.read("b.zip"));
  CHECK(scratch.read("a.zip").substr(10, 4) == std::string("\0\0\x21\0", 4));  // time and date of the first entry: 1980-01-01
  FindingList findings;
  const InputSet read = InputSet::open({scratch.path("a.zip")}, {}, findings);
  REQUIRE(read.files.size() == 2);
  CHECK(read.files[0]->name == "classes.csv");
  CHECK(read_all(*read.files[1]->open()) == "id\nu1\n");
  CHECK(findings.empty());
}

TEST_CASE("a single file is replaced in one step") {
  const ScratchFolder scratch;
  write_set(request(scratch.path("roster.xml"), Kind::file), {{"", "<a/>"}});
  write_set(request(scratch.path("roster.xml"), Kind::file, true), {{"any", "<b/>"}});
  CHECK(scratch.names() == "roster.xml");
  CHECK(scratch.read("roster.xml") == "<b/>");
  CHECK(mode_of(scratch.path("roster.xml")) == 0600);
}

TEST_CASE("a file of several blocks holds every byte in its place, on a disk and in memory") {
  constexpr std::size_t block = 128u << 10;            // what goes to the disk at a time; from 8 MiB on several of them do
  std::vector<std::filesystem::path> places = {std::filesystem::temp_directory_path()};
  if (std::filesystem::exists("/dev/shm")) places.emplace_back("/dev/shm");
  for (const auto& place : places) {
    const ScratchFolder scratch(place);
    for (const std::size_t size : {block - 1, block, block + 1, 3 * block + 4097, (8u << 20) + 13 * block + 1}) {
      CAPTURE(place, size);
      std::string text(size, 'x');
      for (std::size_t at = 0; at < size; ++at) text[at] = static_cast<char>('0' + (at * 2654435761u >> 13) % 64);
      const auto write = [&](const OutputSet::Request& made) {
        const auto set = OutputSet::begin(made);
        Sink& sink = set->file("users.csv");
        for (std::size_t at = 0; at < size;) {
          const std::size_t piece = std::min(size - at, 1 + at % 300'007);
          sink.write(std::string_view(text).substr(at, piece));
          at += piece;
        }
        CHECK(sink.bytes == size);
        set->commit();
      };
      write(request(scratch.path("out"), Kind::folder, true));
      CHECK(scratch.read("out/users.csv") == text);
      write(request(scratch.path("users.xml"), Kind::file, true));
      CHECK(scratch.read("users.xml") == text);
      write(request(scratch.path("out.zip"), Kind::zip, true));
      FindingList findings;
      const InputSet read = InputSet::open({scratch.path("out.zip")}, {}, findings);
      REQUIRE(read.files.size() == 1);
      CHECK(read_all(*read.files[0]->open()) == text);
    }
  }
}

TEST_CASE("a small file is written whole, over an older one, and to devices") {
  const ScratchFolder scratch;
  write_file_atomically(scratch.path("report.txt"), "old and long");
  write_file_atomically(scratch.path("report.txt"), "new");
  CHECK(scratch.names() == "report.txt");
  CHECK(scratch.read("report.txt") == "new");
  CHECK_NOTHROW(write_file_atomically("/dev/null", "gone"));
  CHECK_THROWS_WITH(write_file_atomically("/dev/full", "too much"),
                    "/dev/full: cannot be written: no space left on device; the old output is untouched. Make room, or choose another place with -o.");
}

TEST_CASE("when there is no room the old output stays, and the text says what to do") {
  const ScratchFolder scratch;
  write_set(request(scratch.path("out")), {{"users.csv", "old"}});
  // The second is met amid several blocks that are written in one call.
  const std::size_t room = GENERATE(1u << 20, (9u << 20) + (384u << 10));
  const int status = in_child([&] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{room, room};
    ::setrlimit(RLIMIT_FSIZE, &small);
    try {
      write_set(request(scratch.path("out"), Kind::folder, true), {{"users.csv", std::string(12u << 20, 'x')}});
    } catch (const OutputError& error) {
      const std::string expected = scratch.path("out") +
                                   ": cannot be written: the file would be larger than allowed; the old output is untouched. "
                                   "Make room, or choose another place with -o.";
      return error.what() == expected && error.code == ExitCode::output ? 6 : 1;
    }
    return 0;
  });
  CHECK(WEXITSTATUS(status) == 6);
  CHECK(scratch.names() == "out");
  CHECK(scratch.read("out/users.csv") == "old");
}

TEST_CASE("standard output gets all at commit; a full one is an error, a reader that left is none") {
  const ScratchFolder scratch;
  const auto write_to = [&](const std::string& target) {
    return WEXITSTATUS(in_child([&] {
      ::dup2(::open(target.c_str(), O_WRONLY | O_CREAT, 0600), STDOUT_FILENO);
      try {
        write_set(request("-", Kind::stdout_file), {{"", "<a/>"}});
      } catch (const OutputError& error) {
        return std::string(error.what()) == "standard output: cannot be written: no space left on device. What went out is not complete." ? 6 : 1;
      }
      return 0;
    }));
  };
  CHECK(write_to("/dev/full") == 6);
  CHECK(write_to(scratch.path("captured")) == 0);
  CHECK(scratch.read("captured") == "<a/>");
  const int closed = in_child([] {
    ::signal(SIGPIPE, SIG_IGN);
    int ends[2];
    if (::pipe(ends) != 0) return 98;
    ::dup2(ends[1], STDOUT_FILENO);
    ::close(ends[0]);
    write_set(request("-", Kind::stdout_zip), {{"users.csv", "id\n"}});
    return 0;
  });
  CHECK(WEXITSTATUS(closed) == 0);
}

TEST_CASE("what a killed run left beside the output is swept by the next one, and an old set is put back") {
  const ScratchFolder scratch;
  scratch.write(".out.rosterkit-new/users.csv", "half");
  scratch.write(".out.rosterkit-new-1", "half");
  scratch.write(".out.rosterkit-old/users.csv", "old");
  scratch.write(".output.rosterkit-new", "another output's");
  CHECK(refusal(request(scratch.path("out"))) == scratch.path("out") + ": exists already. Use -O to replace it, or name another output with -o.");
  CHECK(scratch.read("out/users.csv") == "old");
  write_set(request(scratch.path("out"), Kind::folder, true), {{"users.csv", "new"}});
  CHECK(scratch.names() == ".output.rosterkit-new out");
}

TEST_CASE("a run that is killed at any moment leaves a whole set, and nothing after the next run") {
  const ScratchFolder scratch;
  const auto texts = [](char c) { return std::string(200'000, c); };
  write_set(request(scratch.path("out")), {{"users.csv", texts('a')}, {"classes.csv", texts('a')}});
  for (int round = 0; round < 20; ++round) {
    const int ending = round % 2 == 0 ? SIGKILL : SIGTERM;
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
      ::signal(SIGTERM, SIG_DFL);  // not the test framework's
      if (::write(ready[1], "x", 1) != 1) ::_exit(1);
      try {
        for (char c = 'b';; c = c == 'z' ? 'b' : static_cast<char>(c + 1)) {
          write_set(request(scratch.path("out"), Kind::folder, true), {{"users.csv", texts(c)}, {"classes.csv", texts(c)}});
        }
      } catch (...) {
        ::_exit(1);
      }
    }
    char started = 0;
    REQUIRE(::read(ready[0], &started, 1) == 1);
    ::close(ready[0]);
    ::close(ready[1]);
    ::usleep(static_cast<useconds_t>(15'000 + round * 3'700));
    ::kill(child, ending);
    int status = 0;
    ::waitpid(child, &status, 0);
    REQUIRE(WIFSIGNALED(status));
    CHECK(WTERMSIG(status) == ending);
    const std::string users = scratch.read("out/users.csv");
    REQUIRE(users.size() == 200'000);
    CHECK(users == texts(users[0]));
    CHECK(scratch.read("out/classes.csv") == users);
    if (ending == SIGTERM) CHECK(scratch.names() == "out");
    write_set(request(scratch.path("out"), Kind::folder, true), {{"users.csv", texts('a')}, {"classes.csv", texts('a')}});
    CHECK(scratch.names() == "out");
  }
}

TEST_CASE("a set of large and small files replaces another as a whole") {
  // From 8 MiB on a file is synced before it has a name, smaller ones after that.
  const ScratchFolder scratch;
  const std::string large(9u << 20, 'x');
  write_set(request(scratch.path("out")), {{"users.csv", "old"}, {"classes.csv", "old"}});
  write_set(request(scratch.path("out"), Kind::folder, true), {{"users.csv", large}, {"classes.csv", "small"}});
  CHECK(scratch.read("out/users.csv") == large);
  CHECK(scratch.read("out/classes.csv") == "small");
  CHECK(scratch.names() == "out");
}
