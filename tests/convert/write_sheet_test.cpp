// Writing a column at a time against writing record by record: the same bytes, counts and findings, for every sample in
// every format that is written as CSV, and for what the quick way has no form for.
#include <catch2/catch.hpp>

#include "../io/scratch_folder.hpp"
#include "outcome.hpp"

namespace rosterkit::convert {
namespace {

std::string converted(const std::string& input, const std::string& to, bool record_by_record, unsigned jobs, const std::vector<std::string>& mappings = {}) {
  ConvertRequest request;
  request.inputs = {input};
  request.to = to;
  request.settings.jobs = jobs;
  request.settings.keep_passwords = true;
  request.settings.record_by_record = record_by_record;
  if (to == "apple-school-manager") request.settings.set = {{"entryDate", "2025-08-18"}};
  return outcome_of(request, true, mappings);
}

}  // namespace

TEST_CASE("a sheet holds what the records one by one would say, for every sample") {
  const std::string samples = std::string(ROSTERKIT_SOURCE) + "/samples/";
  for (const char* from : {"clever", "oneroster-1.1", "oneroster-1.2", "sds-v2.1", "sif-xpress"}) {
    for (const char* to : {"clever", "oneroster-1.1", "oneroster-1.2", "sds-v2.1", "apple-school-manager"}) {
      CAPTURE(from, to);
      const std::string plain = converted(samples + from, to, true, 1);
      CHECK(plain.find("== ") != std::string::npos);
      CHECK(converted(samples + from, to, false, 1) == plain);
    }
  }
}

TEST_CASE("what has no form in a sheet stands in its place between the others") {
  const io::ScratchFolder folder;
  folder.write("in/schools.csv", "School_id,School_name\nsc1,\"Alder, Lower\"\nsc2,Birch\n");
  // Two contacts (rows that repeat), one with two phones; two schools of a teacher; eleven teachers; a code that Clever folds.
  folder.write("in/students.csv",
               "School_id,Student_id,Last_name,First_name,Grade,Gender,Contact_name,Contact_phone,Contact_phone_type,Contact_sis_id\n"
               "sc1,s1,Example,Ada,1,F,,,,\n"
               "sc1,s2,Example,Bo,2,M,Cy Example,1,Home,c1\n"
               "sc1,s2,Example,Bo,2,M,Cy Example,2,Cell,c1\n"
               "sc1,s2,Example,Bo,2,M,Di Example,3,Home,c2\n"
               "sc2,s3,\"Ex\"\"ample\",\"E,d\",KG,X,,,,\n");
  std::string teachers = "School_id,Teacher_id,Last_name,First_name\nsc1,t0,Both,Schools\nsc2,t0,Both,Schools\n";
  for (int i = 1; i < 10; ++i) teachers += "sc1,t" + std::to_string(i) + ",Teacher,Number\n";
  folder.write("in/teachers.csv", teachers);
  folder.write("in/sections.csv", "School_id,Section_id,Teacher_id,Teacher_2_id,Teacher_3_id,Name,Grade,Subject,Period,Term_name,Term_start,Term_end\n"
               "sc1,x1,t3,t1,t0,Art,1,arts and music,P1,Year,08/18/2025,06/05/2026\nsc2,x2,t0,,,Band,2,other,,Year,08/18/2025,06/05/2026\n");
  folder.write("in/enrollments.csv", "School_id,Section_id,Student_id\nsc1,x1,s1\nsc1,x1,s2\nsc2,x2,s3\n");
  for (const char* to : {"clever", "oneroster-1.1", "oneroster-1.2"}) {
    CAPTURE(to);
    const std::string plain = converted(folder.path("in"), to, true, 1);
    CHECK(converted(folder.path("in"), to, false, 1) == plain);
    CHECK(converted(folder.path("in"), to, false, 3) == plain);
  }
}

TEST_CASE("ids that are made, blanks that may be filled and lists of ids are the same in a sheet") {
  const io::ScratchFolder folder;
  folder.write("in/orgs.csv", "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\nd1,,,District,district,,\nsc1,,,Alder,school,,d1\nsc2,,,Birch,school,,d1\n");
  folder.write("in/academicSessions.csv",
               "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\n"
               "y1,,,Year,schoolYear,2025-08-18,2026-06-05,,2026\nt1,,,Fall,term,2025-08-18,2025-12-19,y1,2026\n\"t 2\",,,Spring,term,2026-01-05,2026-06-05,y1,2026\n");
  folder.write("in/courses.csv", "sourcedId,status,dateLastModified,schoolYearSourcedId,title,courseCode,grades,orgSourcedId,subjects,subjectCodes\nc1,,,y1,Art,,,sc1,,\n");
  // Lists of terms: one, two, one twice, one whose id has a blank, one that is not there, none.
  std::string classes = "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n";
  int number = 0;
  for (const char* terms : {"t1", "\"t1,y1\"", "\"t1,t1\"", "\"t1,t 2\"", "\"t1,gone\"", ""}) {
    classes += "x" + std::to_string(++number) + ",,,Art,,c1,,scheduled,,sc1," + terms + ",,,\n";
  }
  folder.write("in/classes.csv", classes);
  // Telephones: none, a mobile, one of no kind. Enrollments and roles without an id of their own get one that is made.
  folder.write("in/users.csv",
               "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password\n"
               "u1,,,true,sc1,student,u1,,Ada,Example,,,,,,,KG,\nu2,,,true,\"sc1,sc2\",student,u2,,Bo,Example,,,,555,,,KG,\nu3,,,true,sc1,teacher,u3,,Cy,Example,,,,,556,,,\n");
  folder.write("in/enrollments.csv",
               "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n"
               "e1,,,x1,sc1,u1,student,,,\n,,,x2,sc1,u1,student,,2025-08-18,\n,,,x1,sc1,u3,teacher,true,,\n");
  for (const char* to : {"clever", "oneroster-1.1", "oneroster-1.2", "sds-v2.1"}) {
    CAPTURE(to);
    const std::string plain = converted(folder.path("in"), to, true, 1);
    CHECK(plain.find("u1") != std::string::npos);
    CHECK(converted(folder.path("in"), to, false, 1) == plain);
    CHECK(converted(folder.path("in"), to, false, 3) == plain);
  }
}

TEST_CASE("an id that may be made or filled, or is written by a codec, is the same in a sheet") {
  const io::ScratchFolder folder;
  const std::string samples = std::string(ROSTERKIT_SOURCE) + "/samples/";
  // Of the roles of the sample, read from lists, none has an id or a first day.
  for (const char* more : {R"("fill": ["beginDate"])", R"("as": {"prefix": "r-"})", R"("as": {"upper": {}}, "fill": ["beginDate"])"}) {
    CAPTURE(more);
    const std::string mapping = folder.write("own.json", std::string(R"({"rosterMap": 1, "id": "own", "extends": "oneroster-1.2", "title": "With other ids", "version": "1",)"
        R"( "records": {"roles": {"fields": {"sourcedId": {)") + more + "}}}}}");
    const std::string plain = converted(samples + "oneroster-1.1", "own", true, 1, {mapping});
    CHECK(plain.find("== roles.csv") != std::string::npos);
    CHECK(converted(samples + "oneroster-1.1", "own", false, 1, {mapping}) == plain);
  }
}

}  // namespace rosterkit::convert
