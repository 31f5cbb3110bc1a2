// Inside of binding: a file's header at work. Columns are found in binding.cpp, what is wrong with the whole header is told in
// binding_faults.cpp. Private to src/convert.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "binding.hpp"

namespace rosterkit::convert {

class Binder {
 public:
  Binder(const ReadPlan& plan, const mapping::Mapping& mapping, const io::CsvReader& reader, const std::string& shown,
         const std::vector<std::size_t>& records, bool go_on, Diagnostics& diagnostics)
      : plan_(plan), format_(mapping.format), reader_(reader), shown_(shown), records_(records), go_on_(go_on), diagnostics_(diagnostics),
        names_(reader.header()), ignore_case_(format_.header == mapping::Format::Header::ignore_case), used_(names_.size()), is_(names_.size()) {}

  Binding bind() {
    if (format_.header == mapping::Format::Header::none) by_position();
    binding_.slot_of_cell.assign(plan_.cells.size(), -1);
    all_columns();
    names_as_they_stand();
    cells();
    columns_without_field();
    missing();
    unknown();
    order();
    return std::move(binding_);
  }

 private:
  void by_position();
  void all_columns();
  void names_as_they_stand();
  void cells();
  void columns_without_field();
  void missing();
  void unknown();
  void order();
  std::optional<std::size_t> find(const std::string& wanted);
  std::size_t find_old(const std::string& wanted);
  std::int32_t slot_of(std::size_t column);
  std::optional<std::string> extension_name(const std::string& name) const;
  bool is_bound(const ReadOp& op, std::size_t record) const;
  void report(std::string_view rule, std::size_t column, std::string message, std::string hint) {
    diagnostics_.report(header_fault(rule, shown_, names_[column], std::move(message), std::move(hint), reader_.header_line()));
  }

  const ReadPlan& plan_;
  const mapping::Format& format_;
  const io::CsvReader& reader_;
  const std::string& shown_;
  const std::vector<std::size_t>& records_;
  bool go_on_;
  Diagnostics& diagnostics_;
  std::vector<std::string> names_;
  bool ignore_case_;
  std::vector<bool> used_;
  std::vector<std::string> is_;                        // by column of the file: the format's column that it was taken for
  std::vector<std::string> columns_, known_;           // of the format: in its order; all names that lead anywhere
  Binding binding_;
};

}  // namespace rosterkit::convert
