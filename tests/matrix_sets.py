"""Mistakes of headers, manifests, archives, syntax and meaning, a run each; and what can be read in spite of them: tests/matrix.py."""
import io
import zipfile

from matrix_package import STAMP, Package

MANIFEST = "manifest.csv"


def manifest_line(package, name):
    return 2 + next(i for i, row in enumerate(package.manifest_rows()) if row[0] == name)


def bytes_of(package, file):
    return package.contents()[file]


def spoilt(package, file, old, new, count=1):
    package.raw[file] = bytes_of(package, file).replace(old, new, count)
    return package


def package_faults(table):
    """(name, package, expected, exit code, whether the format is named)"""
    version = table.version
    other = "1.2" if version == "1.1" else "1.1"

    def case(name, change, expected, code=1, as_format=False):
        package = Package(table)
        result = change(package)
        return name, result or package, expected, code, as_format

    def rows(change):
        def apply(package):
            package.manifest = [list(row) for row in package.manifest_rows()]
            change(package.manifest)
        return apply

    def value(name, text):
        def change(all_rows):
            next(row for row in all_rows if row[0] == name)[1] = text
        return rows(change)

    usual = Package(table)
    at = lambda name: manifest_line(usual, name)
    files = list(table.files)

    # ---- manifests
    yield case("no manifest", lambda p: p.raw.update({MANIFEST: None}), [(("manifest.missing",), MANIFEST, 0, "")])
    names = [each["name"] for each in table.manifest]
    needed = [name for name in names if not name.startswith("source.")]
    of_files = [name for name in names if name.startswith("file.")]
    end = 2 + len(usual.manifest_rows())

    def each_of_files(text):
        return rows(lambda all_rows: [row.__setitem__(1, text) for row in all_rows if row[0] in of_files])
    yield case("a manifest with a header only", rows(lambda all_rows: all_rows.clear()), [(("manifest.property-missing",), MANIFEST, 0, "propertyName")] * len(needed))
    for name in needed:
        yield case(f"manifest without {name}", rows(lambda all_rows, n=name: all_rows.__delitem__(at(n) - 2)),
                   [(("manifest.property-missing",), MANIFEST, 0, "propertyName")])
    yield case("each property twice", rows(lambda all_rows: all_rows.extend([list(row) for row in all_rows])),
               [(("manifest.property-twice",), MANIFEST, end + i, "propertyName") for i in range(len(names))])
    for text, rule in (("maybe", "manifest.bad-value"), ("", "manifest.bad-value"), ("Bulk", "cell.spelling"), ("absent", "manifest.file-undeclared")):
        yield case(f"each file \"{text}\"", each_of_files(text), [((rule,), MANIFEST, at(name), "value") for name in of_files])
    for name in of_files:
        file = name.removeprefix("file.") + ".csv"

        def missing(package, file=file):
            package.manifest = package.manifest_rows()
            package.rows[file] = []
        yield case(f"{file} announced, not there", missing, [(("manifest.file-missing",), MANIFEST, at(name), "value")])

    def mixed(package):
        package.modes["enrollments.csv"] = "delta"
        for row in package.rows["enrollments.csv"]:
            row.update(status="active", dateLastModified=STAMP)
    # Legal, but not every receiver can do it.
    yield case("bulk and delta in one package", mixed, [(("mode.mixed",), MANIFEST, 0, "")], code=0)
    yield case("manifest.version spoilt by a spreadsheet", value("manifest.version", "1"), [(("manifest.version",), MANIFEST, at("manifest.version"), "value")])
    yield case("the other version", value("oneroster.version", other), [(("manifest.version",), MANIFEST, at("oneroster.version"), "value")], as_format=True)
    yield case("a version that is none", value("oneroster.version", "v" + version), [(("manifest.version",), MANIFEST, at("oneroster.version"), "value")])
    yield case("a property nobody knows", rows(lambda all_rows: all_rows.insert(3, ["file.pupils", "bulk"])),
               [(("manifest.unknown-property",), MANIFEST, 5, "propertyName")], code=0)

    def header(*names):
        return lambda package: setattr(package, "manifest_header", list(names))
    yield case("manifest header: name", header("name", "value"), [(("manifest.header",), MANIFEST, 1, "propertyName")])
    yield case("manifest header: setting", header("propertyName", "setting"), [(("manifest.header",), MANIFEST, 1, "value")])
    yield case("manifest header: propertyValue", header("propertyName", "propertyValue"), [(("header.old-spelling",), MANIFEST, 1, "propertyValue")])
    yield case("manifest header: capitals", header("PropertyName", "value"), [(("header.case",), MANIFEST, 1, "PropertyName")])
    yield case("manifest row too wide", rows(lambda all_rows: all_rows[4].append("x")), [(("csv.row-width",), MANIFEST, 6, ""), (("manifest.property-missing",), MANIFEST, 0, "propertyName")])

    # ---- headers: the same mistake in every file
    def everywhere(change, expect):
        package, expected = Package(table), []
        for file in files:
            change(package, file, package.headers[file])
            expected.append((*expect(table.columns(file)), file))
        return package, [((rule,), file, 1, column) for rule, column, file in expected]
    for name, change, expect in (
        ("another order", lambda p, f, names: names.reverse(), lambda columns: ("header.order", columns[-2])),
        ("a column of its own", lambda p, f, names: names.append("lockerNumber"), lambda columns: ("header.extra-column", "lockerNumber")),
        ("metadata in the middle", lambda p, f, names: names.insert(2, "metadata.locker"), lambda columns: ("header.order", columns[2])),
        ("metadata of no name", lambda p, f, names: names.append("metadata."), lambda columns: ("header.extra-column", "metadata.")),
        ("a column twice", lambda p, f, names: names.append(names[3]), lambda columns: ("header.duplicate", columns[3])),
        ("a column without name", lambda p, f, names: names.append(""), lambda columns: ("header.empty-name", "")),
        ("a padded name", lambda p, f, names: spoilt(p, f, b",status,", b", status,"), lambda columns: ("header.case", "status")),
    ):
        package, expected = everywhere(change, expect)
        yield f"each file with {name}", package, expected, 1, False

    # ---- syntax, in the file of people
    users = "users.csv"
    given = b'"givenName 1, so to say"'
    yield case("a header, no rows", lambda p: p.raw.update({"demographics.csv": p.text(p.headers["demographics.csv"], []).encode()}), [(("file.empty",), "demographics.csv", 1, "")])
    yield case("no bytes", lambda p: p.raw.update({"demographics.csv": b""}), [(("file.empty",), "demographics.csv", 0, "")])
    yield case("a quote in a bare cell", lambda p: spoilt(p, users, given, b'Ada "Addy"'), [(("csv.bare-quote",), users, 2, "givenName")])
    yield case("text after a quote", lambda p: spoilt(p, "demographics.csv", b'"cityOfBirth 1, so to say"', b'"Alder" Creek'), [(("csv.text-after-quote",), "demographics.csv", 2, "cityOfBirth")])
    yield case("a quote never closed", lambda p: spoilt(p, "demographics.csv", b'"publicSchoolResidenceStatus 1, so to say"', b'"Alder'), [(("csv.unclosed-quote",), "demographics.csv", 2, "")], code=4)
    yield case("a row too short", lambda p: spoilt(p, "demographics.csv", b',"cityOfBirth 1, so to say"', b""), [(("csv.row-width",), "demographics.csv", 2, "")])
    yield case("a row too long", lambda p: spoilt(p, "demographics.csv", b'"cityOfBirth 1, so to say"', b"Alder,Creek"), [(("csv.row-width",), "demographics.csv", 2, "")])
    yield case("blank cells behind the last", lambda p: spoilt(p, "demographics.csv", b'publicSchoolResidenceStatus 1, so to say"', b'publicSchoolResidenceStatus 1, so to say",,'),
               [(("csv.blank-cells",), "demographics.csv", 2, "")])
    yield case("not UTF-8", lambda p: spoilt(p, "demographics.csv", b"cityOfBirth 1", b"M\xfcnchen"), [(("file.not-utf8",), "demographics.csv", 2, "")], code=4)
    yield case("UTF-16", lambda p: p.raw.update({"demographics.csv": bytes_of(p, "demographics.csv").decode().encode("utf-16")}), [(("file.other-encoding",), "demographics.csv", 1, "")])
    yield case("a NUL", lambda p: spoilt(p, "demographics.csv", b"cityOfBirth 1", b"Al\0der"), [(("file.nul",), "demographics.csv", 2, "")], code=4)
    yield case("a control character", lambda p: spoilt(p, users, given, b"Ad\x0ba"), [(("cell.control-character",), users, 2, "givenName")], code=0)
    yield case("a file of no format", lambda p: p.raw.update({"notes.csv": b"a,b\r\n1,2\r\n"}), [(("file.unknown",), "notes.csv", 0, "")], code=0)

    # ---- archives
    def packed(change=None, **how):
        def apply(package):
            package.zip = zipfile.ZIP_DEFLATED
            for name, what in how.items():
                setattr(package, name, what)
            return change(package) if change else None
        return apply

    class Archive:
        """Bytes in place of a package."""
        def __init__(self, content):
            self.content = content

        def write(self, place):
            place.parent.mkdir(parents=True, exist_ok=True)
            place = place.with_suffix(".zip")
            place.write_bytes(self.content)
            return place

    def archive(names=None, edit=None):
        def apply(package):
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
                for name, content in package.contents().items():
                    made.writestr(name, content)
                for name in names or ():
                    made.writestr(name, b"x")
            content = out.getvalue()
            return Archive(edit(content) if edit else content)
        return apply
    yield case("files in a folder of the zip", packed(entry_name=lambda name: "export/" + name), [(("file.in-folder",), "", 0, "")])
    yield case("a zip cut off", archive(edit=lambda content: content[: len(content) // 2]), [(("zip.broken",), "", 0, "")], code=3)
    yield case("a parent path in the zip", archive(["../users.csv"]), [(("zip.hostile",), "", 0, "")], code=4)
    yield case("an absolute path in the zip", archive(["/etc/users.csv"]), [(("zip.hostile",), "", 0, "")], code=4)
    yield case("a file twice in the zip", archive(["users.csv"]), [(("zip.hostile",), "", 0, "")], code=4)

    def encrypted(content):
        """Sets the encryption bit in both headers of the first entry."""
        data = bytearray(content)
        data[6] |= 1
        central = data.index(b"PK\1\2")
        data[central + 8] |= 1
        return bytes(data)
    yield case("an encrypted entry", archive(edit=encrypted), [(("zip.encrypted",), MANIFEST, 0, "")], code=4)

    # ---- meaning
    def cell(file, row, name, text):
        def apply(package):
            package.rows[file][row][name] = text
        return apply

    def more(file, number, **cells):
        def apply(package):
            package.add(file, number, **cells)
        return apply

    def both(*changes):
        def apply(package):
            for change in changes:
                change(package)
        return apply
    yield case("a session that ends before it starts", both(more("academicSessions.csv", 2, endDate="2025-01-01")), [(("session.dates",), "academicSessions.csv", 3, "endDate")])
    yield case("an enrollment that ends before it starts", cell("enrollments.csv", 0, "endDate", "2025-01-01"), [(("enrollment.dates",), "enrollments.csv", 2, "endDate")])
    yield case("a class in a district", both(more("orgs.csv", 3, type="district"), more("classes.csv", 2, schoolSourcedId="orgs-3")), [(("class.not-a-school",), "classes.csv", 3, "schoolSourcedId")])
    yield case("a course in a semester", both(more("academicSessions.csv", 2, type="semester"), more("courses.csv", 2, schoolYearSourcedId="academicSessions-2")), [(("course.not-a-school-year",), "courses.csv", 3, "schoolYearSourcedId")])
    yield case("lists of different length", more("classes.csv", 2, subjects="Mathematics", subjectCodes="02052,05154"), [(("cell.list-pair",), "classes.csv", 3, "subjects")])
    yield case("a mark above the highest", cell("results.csv", 0, "score", "100.5"), [(("result.score-range",), "results.csv", 2, "score")], code=0)
    yield case("a mark below the lowest", cell("results.csv", 0, "score", "-1"), [(("result.score-range",), "results.csv", 2, "score")], code=0)
    yield case("an organisation above itself", more("orgs.csv", 3, parentSourcedId="orgs-3"), [(("org.own-parent",), "orgs.csv", 4, "parentSourcedId")])
    if version == "1.2":
        yield case("two primary roles in a school", more("roles.csv", 7, person=1, role="teacher", userProfileSourcedId=""), [(("role.two-primary",), "roles.csv", 4, "orgSourcedId")])
        yield case("the profile of another person", cell("roles.csv", 0, "userProfileSourcedId", "userProfiles-2"), [(("role.other-profile",), "roles.csv", 2, "userProfileSourcedId")])
        yield case("a main school without a role", cell("users.csv", 0, "primaryOrgSourcedId", "orgs-2"), [(("user.primary-org",), "users.csv", 2, "primaryOrgSourcedId")], code=0)
        yield case("a line item of a district", both(more("orgs.csv", 3, type="district"), more("lineItems.csv", 2, schoolSourcedId="orgs-3")), [(("lineItem.not-a-school",), "lineItems.csv", 3, "schoolSourcedId")])
    else:
        yield case("an aide in a class", cell("enrollments.csv", 0, "role", "aide"), [(("enrollment.other-role",), "enrollments.csv", 2, "role")], code=0)


def tolerated(table):
    """What the references call tolerated: an error for the validator, a warning for the converter."""
    def case(name, expected, change):
        package = Package(table, "delta" if name == "inactive" else "bulk")
        change(package)
        return f"tolerated: {name}", package, expected
    yield case("TRUE", [(("cell.spelling",), "users.csv", 2, "enabledUser")], lambda p: p.rows["users.csv"][0].update(enabledUser="TRUE"))
    yield case("inactive", [(("cell.spelling",), "orgs.csv", 3, "status")], lambda p: p.rows["orgs.csv"][1].update(status="inactive"))
    yield case("column order", [(("header.order",), "orgs.csv", 1, "name")], lambda p: p.headers["orgs.csv"].insert(4, p.headers["orgs.csv"].pop(3)))
    yield case("unknown column", [(("header.extra-column",), "orgs.csv", 1, "phone")], lambda p: p.headers["orgs.csv"].append("phone"))
    yield case("capitals", [(("cell.spelling",), "demographics.csv", 2, "sex")], lambda p: p.rows["demographics.csv"][0].update(sex="Male"))
    yield case("status in bulk", [(("cell.not-in-mode",), "orgs.csv", 2, "status")], lambda p: p.rows["orgs.csv"][0].update(status="active"))
    yield case("optional column", [(("header.missing-optional",), "orgs.csv", 1, "identifier")], lambda p: p.headers["orgs.csv"].remove("identifier"))
