// Files are read by several threads that are not all in the same file: what comes of it must be what one thread makes of them.
#include <catch2/catch.hpp>

#include "outcome.hpp"

namespace rosterkit::convert {
namespace {

/// Schools, and files about their users that are blocks enough to keep several threads busy.
void write_set(const io::ScratchFolder& folder, std::size_t users) {
  folder.write("manifest.csv", "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.orgs,bulk\nfile.users,bulk\nfile.demographics,bulk\n");
  folder.write("orgs.csv", "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\nd1,,,Example Valley,district,,\na1,,,Alder,school,,d1\n");
  std::string people = "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n";
  std::string births = "sourcedId,status,dateLastModified,birthDate,sex,americanIndianOrAlaskaNative,asian,blackOrAfricanAmerican,nativeHawaiianOrOtherPacificIslander,white,demographicRaceTwoOrMoreRaces,hispanicOrLatinoEthnicity,countryOfBirthCode,stateOfBirthAbbreviation,cityOfBirth,publicSchoolResidenceStatus\n";
  for (std::size_t i = 0; i < users; ++i) {
    const std::string number = std::to_string(i);
    const std::string school = i % 5000 == 4999 ? "nowhere" : "a1";
    people += "s" + number + ",,,true," + school + ",student,student" + number + ",,Ada" + number + ",Example,,,s" + number + "@students.example.org,,,,03,\n";
    births += "s" + number + ",,," + (i % 4000 == 3999 ? "99/99/9999" : "2017-01-01") + ",female,false,false,false,false,true,false,true,US,,,\n";
    if (i % 3000 == 2999) births += "too,few\n";
  }
  folder.write("users.csv", people);
  folder.write("demographics.csv", births);
}

std::string outcome(const io::ScratchFolder& folder, unsigned jobs) {
  ConvertRequest request;
  request.inputs = {folder.path()};
  request.from = "oneroster-1.1";
  request.to = "oneroster-1.2";
  request.settings.jobs = jobs;
  return outcome_of(request, true);
}

}  // namespace

TEST_CASE("files of a few blocks are read alike by any number of threads") {
  const io::ScratchFolder folder;
  write_set(folder, 20'000);
  const std::string one = outcome(folder, 1);
  CHECK(one.find("csv.row-width") != std::string::npos);
  CHECK(one.find("cell.bad-date") != std::string::npos);
  for (const unsigned jobs : {2u, 3u, 8u}) CHECK((outcome(folder, jobs) == one));
}

TEST_CASE("a file that cannot be used is told, and the files behind it are read all the same, by any number of threads") {
  const io::ScratchFolder folder;
  write_set(folder, 12'000);
  folder.write("demographics.csv", "sourcedId,sourcedId\ns1,s1\n");
  folder.write("orgs.csv", std::string("sourcedId,na\0me\n", 16));
  const std::string one = outcome(folder, 1);
  CHECK(one.find("header.duplicate") != std::string::npos);
  CHECK(one.find("file.nul") != std::string::npos);
  for (const unsigned jobs : {2u, 3u, 8u}) CHECK((outcome(folder, jobs) == one));
}

}  // namespace rosterkit::convert
