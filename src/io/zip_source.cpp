// Zip archives as input. What an archive says of itself (sizes, names, that it is whole) is checked, not believed:
// libzip looks for overlaps and headers that contradict each other (ZIP_CHECKCONS), names and nesting are looked at here,
// and the bytes that really come out are counted against what was declared.
#include <algorithm>
#include <set>

#include "rosterkit/base/text.hpp"
#include "source_bytes.hpp"
#include "zip_bytes.hpp"

namespace rosterkit::io {

namespace {

struct Closer {
  void operator()(zip_t* archive) const { zip::discard(archive); }
  void operator()(zip_file_t* file) const { zip::fclose(file); }
};
using Archive = std::unique_ptr<zip_t, Closer>;

FileError broken(const std::string& shown, const std::string& message = "the zip archive is damaged or cut off") {
  return file_error(ExitCode::input_missing, "zip.broken", shown, message,
                    "Nothing of it was used. Fetch it again; if that does not help, ask the sender for a new one.");
}

FileError hostile(const std::string& shown, const std::string& message, const std::string& hint) {
  return file_error(ExitCode::input_refused, "zip.hostile", shown, message, "Nothing of it was used. " + hint);
}

/// @returns nothing if the archive is not one that libzip accepts.
Archive open_archive(const std::shared_ptr<const Bytes>& bytes, const std::string& shown, int flags) {
  zip_source_t* const source = zip_source_of(bytes);
  if (source == nullptr) throw std::bad_alloc();
  zip_error_t error;
  zip::error_init(&error);
  zip_t* const archive = zip::open_from_source(source, ZIP_RDONLY | flags, &error);
  const int code = zip::error_code_zip(&error), system = zip::error_code_system(&error);
  zip::error_fini(&error);
  if (archive != nullptr) return Archive(archive);
  zip::source_free(source);
  if (code == ZIP_ER_READ) throw unreadable(shown, system);
  return nullptr;
}

std::string_view check_name(std::string_view name) {
  if (name.empty()) return "has no name";
  if (name.find('\\') != std::string_view::npos) return "has a backslash in its name";
  if (name.front() == '/' || (name.size() > 1 && name[1] == ':')) return "has an absolute path for a name";
  if (std::any_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; })) {
    return "has control characters in its name";
  }
  for (const std::string_view part : split(name, "/")) {
    if (part == "..") return "has a name that leads out of the archive";
  }
  return {};
}

/// Checks all names, by their numbers: a hostile name is never printed.
void check_names(zip_t* archive, const std::string& shown, const Limits& limits) {
  const zip_int64_t count = zip::get_num_entries(archive, 0);
  if (static_cast<std::uint64_t>(count) > limits.max_zip_entries) {
    throw hostile(shown, "the zip archive has " + with_commas(static_cast<std::uint64_t>(count)) + " entries, more than " +
                             with_commas(limits.max_zip_entries),
                  "Pack only the files of the roster, or raise --max-zip-entries.");
  }
  std::set<std::string_view> seen;
  for (zip_int64_t index = 0; index < count; ++index) {
    const char* const raw = zip::get_name(archive, static_cast<zip_uint64_t>(index), 0);
    if (raw == nullptr) throw broken(shown);
    const std::string_view name = raw;
    const std::string number = "entry " + std::to_string(index + 1) + " of the zip archive ";
    const std::string pack_again = "Ask the sender to pack the files again, at the top of the archive.";
    if (const std::string_view fault = check_name(name); !fault.empty()) throw hostile(shown, number + std::string(fault), pack_again);
    if (!seen.insert(name).second) throw hostile(shown, number + "has the name of an entry before it", pack_again);
  }
}

struct Entry {
  zip_uint64_t index = 0;
  std::uint64_t declared = 0, packed = 0;
};

/// An entry while it is unpacked, with an archive handle of its own so that several can be read at once.
class EntryStream : public ByteStream {
 public:
  EntryStream(std::shared_ptr<const Bytes> bytes, const Entry& entry, std::string shown)
      : bytes_(std::move(bytes)), entry_(entry), shown_(std::move(shown)) {
    if (bytes_->has_changed()) throw changed(shown_);
    archive_ = open_archive(bytes_, shown_, 0);
    if (!archive_) throw broken(shown_);
    file_.reset(zip::fopen_index(archive_.get(), entry_.index, 0));
    if (file_) return;
    const int code = zip::error_code_zip(zip::get_error(archive_.get()));
    if (code != ZIP_ER_COMPNOTSUPP) throw broken(shown_);
    throw file_error(ExitCode::input_refused, "zip.broken", shown_, "the entry is packed by a method that is not supported",
                     "It was not used. Pack the files again by the usual method (deflate).");
  }

  std::size_t read(std::span<char> into) override {
    const zip_int64_t got = zip::fread(file_.get(), into.data(), into.size());
    if (got < 0) {
      zip_error_t* const error = zip::file_get_error(file_.get());
      if (zip::error_code_zip(error) == ZIP_ER_READ) throw unreadable(shown_, zip::error_code_system(error));
      throw bytes_->has_changed() ? changed(shown_) : broken(shown_);
    }
    unpacked_ += static_cast<std::uint64_t>(got);
    if (unpacked_ > entry_.declared) {
      throw hostile(shown_, "the entry unpacks to more than the " + with_commas(entry_.declared) + " bytes that it declares",
                    "Ask the sender to pack the files again.");
    }
    if (got == 0 && bytes_->has_changed()) throw changed(shown_);
    if (got == 0 && unpacked_ != entry_.declared) throw broken(shown_);
    return static_cast<std::size_t>(got);
  }

 private:
  std::shared_ptr<const Bytes> bytes_;
  Entry entry_;
  std::string shown_;
  Archive archive_;
  std::unique_ptr<zip_file_t, Closer> file_;  // after archive_: closed before it
  std::uint64_t unpacked_ = 0;
};

class ZipFile : public InputFile {
 public:
  ZipFile(std::shared_ptr<const Bytes> bytes, const Entry& entry) : bytes_(std::move(bytes)), entry_(entry) {}
  std::unique_ptr<ByteStream> open() const override { return std::make_unique<EntryStream>(bytes_, entry_, shown); }

 private:
  std::shared_ptr<const Bytes> bytes_;
  Entry entry_;
};

Entry check_entry(zip_t* archive, zip_uint64_t index, std::uint64_t archive_bytes, const std::string& shown, const Limits& limits) {
  zip_stat_t stat;
  const zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_ENCRYPTION_METHOD;
  if (zip::stat_index(archive, index, 0, &stat) != 0 || (stat.valid & needed) != needed) throw broken(shown);
  if (stat.encryption_method != ZIP_EM_NONE) {
    throw file_error(ExitCode::input_refused, "zip.encrypted", shown, "the entry is encrypted",
                     "Nothing of the archive was used. Unpack it with its password first, and name the folder instead.");
  }
  if (stat.size > limits.max_zip_entry_bytes) {
    throw hostile(shown, "the entry declares " + with_commas(stat.size) + " bytes, more than " + with_commas(limits.max_zip_entry_bytes),
                  "If it is meant to be so large, raise --max-zip-entry, or unpack it first.");
  }
  const std::uint64_t packed = std::max<std::uint64_t>(1, std::min<std::uint64_t>(stat.comp_size, archive_bytes));
  if (stat.size > limits.zip_ratio_grace_bytes && stat.size / packed > limits.max_zip_ratio) {
    throw hostile(shown, "the entry unpacks to more than " + with_commas(limits.max_zip_ratio) + " times its packed size",
                  "If it is meant to be so, unpack it first, and name the folder instead.");
  }
  return {index, stat.size, packed};
}

/// Archives in archives hide what they unpack to, from us and from the limits.
bool is_archive(std::string_view start) {
  for (const std::string_view magic : {std::string_view("PK\3\4"), std::string_view("PK\5\6"), std::string_view("\x1F\x8B\x08"),
                                       std::string_view("7z\xBC\xAF"), std::string_view("Rar!"), std::string_view("BZh"),
                                       std::string_view("\xFD" "7zX"), std::string_view("\x28\xB5\x2F\xFD")}) {
    if (start.starts_with(magic)) return true;
  }
  return false;
}

void check_not_archive(const InputFile& file) {
  char start[4];
  std::size_t have = 0;
  const auto stream = file.open();
  while (have < sizeof start) {
    const std::size_t got = stream->read({start + have, sizeof start - have});
    if (got == 0) break;
    have += got;
  }
  if (!is_archive({start, have})) return;
  throw hostile(file.shown, "the entry is an archive itself", "Unpack it first, and name the folder instead.");
}

}  // namespace

bool is_zip(std::string_view start) {
  return start.starts_with("PK\3\4") || start.starts_with("PK\5\6") || start.starts_with("PK\7\10");
}

void add_zip(InputSet& set, std::shared_ptr<const Bytes> bytes, const std::string& shown, const Limits& limits, FindingList& findings) {
  const Archive archive = open_archive(bytes, shown, ZIP_CHECKCONS);
  if (!archive) {
    // Twins are refused by libzip, too, but as damage: look whether that is what it is, since the sender must act then.
    if (const Archive lenient = open_archive(bytes, shown, 0)) check_names(lenient.get(), shown, limits);
    throw broken(shown);
  }
  check_names(archive.get(), shown, limits);
  set.from_zip = true;
  std::vector<Found> all;
  const auto count = static_cast<zip_uint64_t>(zip::get_num_entries(archive.get(), 0));
  for (zip_uint64_t index = 0; index < count; ++index) {
    const std::string path = zip::get_name(archive.get(), index, 0);
    const auto parts = split(path, "/");
    if (std::any_of(parts.begin(), parts.end() - 1, [](std::string_view part) { return is_ignored_name(std::string(part)); })) continue;
    const std::string name(parts.back());
    if (!name.empty() && is_ignored_name(name)) continue;
    all.push_back({name.size() == path.size() ? "" : path.substr(0, path.size() - name.size() - 1), name, index});
  }
  std::uint64_t total = 0;
  for (const Found& found : choose_folder(std::move(all), shown, findings)) {
    const std::string inner = shown + "/" + (found.folder.empty() ? "" : found.folder + "/") + found.name;
    const Entry entry = check_entry(archive.get(), found.index, bytes->size(), inner, limits);
    total += entry.declared;
    if (total > limits.max_zip_total_bytes) {
      throw hostile(shown, "the entries declare more than " + with_commas(limits.max_zip_total_bytes) + " bytes in all",
                    "If they are meant to be so large, raise --max-zip-total, or unpack them first.");
    }
    auto file = std::make_unique<ZipFile>(bytes, entry);
    file->name = found.name;
    file->shown = inner;
    file->archive = shown;
    file->folder = found.folder;
    file->size_bytes = entry.declared;
    check_not_archive(*file);
    set.files.push_back(std::move(file));
  }
}

}  // namespace rosterkit::io
