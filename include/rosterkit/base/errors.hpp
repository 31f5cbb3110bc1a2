// What stops a file or a run. Bad data is not among these: it is reported (diagnostic.hpp) and the run goes on.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "rosterkit/base/diagnostic.hpp"
#include "rosterkit/base/exit_code.hpp"

namespace rosterkit {

/// A file that cannot be used (further). Carries the finding that says why, and the exit code (3 or 4).
class FileError : public std::runtime_error {
 public:
  FileError(ExitCode exit_code, Finding why)
      : std::runtime_error(why.message), code(exit_code), finding(std::move(why)) {}
  ExitCode code;
  Finding finding;
};

/// A mapping that is wrong; every fault the loader found, each as "FILE: JSON-POINTER: what, and what to do".
class MappingError : public std::runtime_error {
 public:
  explicit MappingError(std::vector<std::string> found)
      : std::runtime_error(found.empty() ? "mapping" : found.front()), faults(std::move(found)) {}
  std::vector<std::string> faults;
};

/// A command line or configuration that cannot be carried out (exit 2).
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// An output that could not be written (exit 6), or is held by another run (exit 7).
class OutputError : public std::runtime_error {
 public:
  explicit OutputError(const std::string& text, ExitCode exit_code = ExitCode::output)
      : std::runtime_error(text), code(exit_code) {}
  ExitCode code;
};

}  // namespace rosterkit
