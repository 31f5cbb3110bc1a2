// A Terminal that remembers, for tests. It can be told to be a terminal, and that nobody reads its stdout.
#pragma once

#include <string>

#include "rosterkit/cli/terminal.hpp"

namespace rosterkit::cli {

class RecordingTerminal final : public Terminal {
 public:
  bool out(std::string_view text) override {
    if (reader_gone) return false;
    out_text += text;
    return true;
  }
  void err(std::string_view text) override { err_text += text; }
  bool out_is_terminal() const override { return is_terminal; }
  bool err_is_terminal() const override { return is_terminal; }
  void finish() override {}

  std::string out_text, err_text;
  bool is_terminal = false, reader_gone = false;
};

}  // namespace rosterkit::cli
