// `inspect`: what an input is, how full its columns are, and what it could be converted to.
#include "rosterkit/convert/convert.hpp"
#include "session.hpp"

namespace rosterkit::convert {

Inspection inspect(const mapping::Catalog& catalog, const ReadOnlyRequest& request, Diagnostics& diagnostics) {
  const auto session = open_session(catalog, request.inputs, request.from, request.settings, diagnostics);
  Inspection inspection;
  inspection.detection = session->detection;
  read_session(catalog, *session, request.settings, diagnostics);
  fill_summary(*session->roster, inspection.summary);
  return inspection;
}

}  // namespace rosterkit::convert
