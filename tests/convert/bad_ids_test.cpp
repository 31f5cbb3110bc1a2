// Ids that the format does not admit are judged once, where they are numbered, and told at every cell that holds one: of records and
// of references, whoever came upon them first.
#include <catch2/catch.hpp>
#include <sstream>

#include "outcome.hpp"

namespace rosterkit::convert {
namespace {

const std::string header_of_users =
    "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n";

struct Set {
  std::string users = header_of_users;
  std::string enrollments = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n";
  std::vector<std::string> bad;                        // "file line column" of each cell with an id that is not admitted

  void user(const std::string& id) {
    ++users_;
    users += id + ",,,true,a1,student,u" + std::to_string(users_) + ",,Ada,Example,,,,,,,03,\n";
    note("users.csv", users_, "sourcedId", id);
  }
  void enrollment(const std::string& id, const std::string& of_class, const std::string& school, const std::string& user) {
    ++enrollments_;
    enrollments += id + ",,," + of_class + "," + school + "," + user + ",student,false,,\n";
    note("enrollments.csv", enrollments_, "sourcedId", id);
    note("enrollments.csv", enrollments_, "classSourcedId", of_class);
    note("enrollments.csv", enrollments_, "schoolSourcedId", school);
    note("enrollments.csv", enrollments_, "userSourcedId", user);
  }
  void write_to(const io::ScratchFolder& folder) const {
    folder.write("manifest.csv", "propertyName,value\nmanifest.version,1.0\noneroster.version,1.1\nfile.orgs,bulk\nfile.users,bulk\nfile.classes,bulk\n"
                                 "file.courses,bulk\nfile.academicSessions,bulk\nfile.enrollments,bulk\n");
    folder.write("orgs.csv", "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\na1,,,Alder,school,,\n");
    folder.write("academicSessions.csv", "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\nt1,,,2026,schoolYear,2026-08-01,2027-06-30,,2027\n");
    folder.write("courses.csv", "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes\nc1,,,t1,Art,A,,a1,,\n");
    folder.write("classes.csv", "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n"
                                "k1,,,Art,,c1,A,scheduled,,a1,t1,,,\n");
    folder.write("users.csv", users);
    folder.write("enrollments.csv", enrollments);
  }

 private:
  void note(const std::string& file, std::size_t records, const std::string& column, const std::string& id) {
    if (id.find('*') != std::string::npos) bad.push_back(file + " " + std::to_string(records + 1) + " " + column);
  }
  std::size_t users_ = 0, enrollments_ = 0;
};

/// The places of the findings about ids, as noted by Set.
std::vector<std::string> told(const io::ScratchFolder& folder, const std::string& to, unsigned jobs) {
  ConvertRequest request;
  request.inputs = {folder.path()};
  request.from = "oneroster-1.1";
  request.to = to;
  request.settings.jobs = jobs;
  std::istringstream all(outcome_of(request, false));
  std::vector<std::string> places;
  const std::string rule = "cell.bad-id ";
  for (std::string line; std::getline(all, line);) {
    if (!line.starts_with(rule)) continue;
    places.push_back(line.substr(line.rfind('/') + 1));   // without the folder
  }
  std::sort(places.begin(), places.end());
  return places;
}

void check_told(Set& set) {
  const io::ScratchFolder folder;
  set.write_to(folder);
  std::sort(set.bad.begin(), set.bad.end());
  for (const std::string to : {"oneroster-1.2", "clever"}) {
    for (const unsigned jobs : {1u, 2u, 3u}) {
      CAPTURE(to, jobs);
      CHECK(told(folder, to, jobs) == set.bad);
    }
  }
}

}  // namespace

TEST_CASE("an id that is not admitted is told of its record and of each reference to it") {
  Set set;
  set.user("s1");
  set.user("s*2");
  set.enrollment("e1", "k1", "a1", "s1");
  set.enrollment("e2", "k1", "a1", "s*2");
  set.enrollment("e3", "k1", "a1", "s*2");
  set.enrollment("e*4", "k1", "a1", "s1");
  set.enrollment("e5", "k*", "a1", "s1");
  set.enrollment("e6", "k1", "a*", "s1");
  CHECK(set.bad.size() == 6);
  check_told(set);
}

TEST_CASE("where all ids are admitted, nothing is told") {
  Set set;
  for (const char* id : {"s1", "s2", "s3"}) {
    set.user(id);
    set.enrollment(std::string("e") + id, "k1", "a1", id);
  }
  CHECK(set.bad.empty());
  check_told(set);
}

TEST_CASE("an id that only a row that is left out holds is told") {
  Set set;
  set.user("s1");
  set.enrollment("e1", "k1", "a1", "s1");
  set.enrollment("e2", "", "a1", "s*");
  CHECK(set.bad.size() == 1);
  check_told(set);
}

TEST_CASE("references in later blocks are told too, although the id is known by then, and so are those in rows that are left out") {
  Set set;
  for (std::size_t i = 0; i < 3000; ++i) set.user("s" + std::to_string(i));
  set.user("s*");
  for (std::size_t i = 0; i < 40'000; ++i) {           // some blocks of 512 KiB
    const std::string user = i % 4000 == 3999 ? "s*" : "s" + std::to_string(i % 3000);
    set.enrollment("e" + std::to_string(i), i % 10'000 == 17 ? "" : i % 8000 == 4017 ? "k*" : "k1", "a1", i % 20'000 == 17 ? "s*" : user);
  }
  CHECK(set.bad.size() == 17);
  check_told(set);
}

}  // namespace rosterkit::convert
