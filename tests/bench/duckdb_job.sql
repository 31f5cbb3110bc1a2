-- The headline job in SQL, with the rules of oracle.py. Texts stay texts: every column is read as VARCHAR.
CREATE MACRO input_file(name) AS TABLE SELECT * FROM read_csv('{input}/' || name || '.csv', header = true, all_varchar = true, delim = ',', quote = '"', escape = '"');
CREATE MACRO american(date) AS strftime(TRY_CAST(date AS DATE), '%m/%d/%Y');
CREATE MACRO clever_grade(grade) AS CASE WHEN grade = 'PK' THEN 'PreKindergarten' WHEN grade = 'KG' THEN 'Kindergarten' WHEN grade LIKE '0_' THEN grade[2:] ELSE grade END;
CREATE MACRO state_id(ids) AS regexp_extract(ids, 'State:([^}]*)', 1);
CREATE MACRO yes(flag) AS coalesce(flag = 'true', false)::INT;

COPY (SELECT sourcedId AS School_id, name AS School_name, identifier AS School_number FROM input_file('orgs') WHERE type = 'school') TO '{output}/schools.csv' (HEADER);

COPY (
  WITH races AS (
    SELECT *, yes(americanIndianOrAlaskaNative) + yes(asian) + yes(blackOrAfricanAmerican) + yes(nativeHawaiianOrOtherPacificIslander) + yes(white) AS number
    FROM input_file('demographics'))
  SELECT split_part(u.orgSourcedIds, ',', 1) AS School_id, u.sourcedId AS Student_id, u.identifier AS Student_number, state_id(u.userIds) AS State_id,
    u.familyName AS Last_name, u.middleName AS Middle_name, u.givenName AS First_name, clever_grade(u.grades) AS Grade,
    CASE r.sex WHEN 'male' THEN 'M' WHEN 'female' THEN 'F' END AS Gender, american(r.birthDate) AS DOB,
    CASE WHEN yes(r.demographicRaceTwoOrMoreRaces) + r.number > 1 OR yes(r.demographicRaceTwoOrMoreRaces) = 1 THEN 'M' WHEN r.americanIndianOrAlaskaNative = 'true' THEN 'I'
      WHEN r.asian = 'true' THEN 'A' WHEN r.blackOrAfricanAmerican = 'true' THEN 'B' WHEN r.nativeHawaiianOrOtherPacificIslander = 'true' THEN 'P' WHEN r.white = 'true' THEN 'W' END AS Race,
    CASE r.hispanicOrLatinoEthnicity WHEN 'true' THEN 'Y' WHEN 'false' THEN 'N' END AS Hispanic_Latino, u.email AS Student_email, u.username AS Username
  FROM input_file('users') u LEFT JOIN races r ON r.sourcedId = u.sourcedId WHERE u.role = 'student') TO '{output}/students.csv' (HEADER);

COPY (SELECT unnest(string_split(orgSourcedIds, ',')) AS School_id, sourcedId AS Teacher_id, identifier AS Teacher_number, state_id(userIds) AS State_teacher_id,
    email AS Teacher_email, givenName AS First_name, middleName AS Middle_name, familyName AS Last_name, username AS Username
  FROM input_file('users') WHERE role = 'teacher') TO '{output}/teachers.csv' (HEADER);

COPY (
  WITH teachers AS (
    SELECT classSourcedId AS section, list(userSourcedId ORDER BY yes("primary") DESC, userSourcedId) AS ids FROM input_file('enrollments') WHERE role = 'teacher' GROUP BY 1)
  SELECT c.schoolSourcedId AS School_id, c.sourcedId AS Section_id, ids[1] AS Teacher_id, ids[2] AS Teacher_2_id, ids[3] AS Teacher_3_id, ids[4] AS Teacher_4_id,
    c.title AS Name, c.classCode AS Section_number, clever_grade(c.grades) AS Grade, k.title AS Course_name, k.courseCode AS Course_number, c.periods AS Period,
    CASE c.subjects WHEN 'Mathematics' THEN 'math' WHEN 'English' THEN 'english/language arts' WHEN 'Science' THEN 'science' WHEN 'Social studies' THEN 'social studies'
      WHEN 'Language' THEN 'language' WHEN 'PE and health' THEN 'PE and health' WHEN 'Arts and music' THEN 'arts and music'
      WHEN 'Homeroom/advisory' THEN 'homeroom/advisory' WHEN 'Technology' THEN 'technology and engineering'
      WHEN 'Computer and information systems' THEN 'technology and engineering' ELSE 'other' END AS Subject,
    s.title AS Term_name, american(s.startDate) AS Term_start, american(s.endDate) AS Term_end
  FROM input_file('classes') c LEFT JOIN teachers t ON t.section = c.sourcedId LEFT JOIN input_file('courses') k ON k.sourcedId = c.courseSourcedId
    LEFT JOIN input_file('academicSessions') s ON s.sourcedId = split_part(c.termSourcedIds, ',', 1)) TO '{output}/sections.csv' (HEADER);

COPY (SELECT schoolSourcedId AS School_id, classSourcedId AS Section_id, userSourcedId AS Student_id FROM input_file('enrollments')
  WHERE role = 'student' AND userSourcedId IN (SELECT sourcedId FROM input_file('users') WHERE role = 'student')
    AND classSourcedId IN (SELECT sourcedId FROM input_file('classes'))) TO '{output}/enrollments.csv' (HEADER);
