"""A whole, valid OneRoster package made from a table of the standard, to be spoilt or varied: tests/matrix.py."""
import copy
import csv
import io
import pathlib
import zipfile

STAMP = "2026-08-01T06:30:00.000Z"

# What the types alone do not say: which words and values make a set whose parts agree with each other.
WORDS = {
    ("academicSessions.csv", "type"): "schoolYear", ("classes.csv", "classType"): "scheduled", ("enrollments.csv", "role"): "student",
    ("users.csv", "role"): "student", ("roles.csv", "role"): "student", ("roles.csv", "roleType"): "primary", ("orgs.csv", "type"): "school",
    ("enrollments.csv", "primary"): "false", ("lineItems.csv", "resultValueMin"): "0", ("lineItems.csv", "resultValueMax"): "100",
    ("academicSessions.csv", "startDate"): "2025-08-18", ("academicSessions.csv", "endDate"): "2026-06-13",
    ("enrollments.csv", "beginDate"): "2025-08-18", ("enrollments.csv", "endDate"): "2026-06-13",
    ("roles.csv", "beginDate"): "2025-08-18", ("roles.csv", "endDate"): "2026-06-13",
}
BY_TYPE = {
    "date": "2025-09-01", "year": "2026", "boolean": "true", "float": "87.5", "integer": "40", "datetime": STAMP,
    "string-list": "09,10", "user-id-list": "{LDAP:ada},{State:77}", "mapping-list": "{A+:100},{A:94}",
}


class Table:
    """The files and columns of one version, as the standard has them."""

    def __init__(self, json, version):
        self.version = version
        self.manifest = json["manifest"]
        self.files = json["files"]

    def columns(self, file):
        return [column["name"] for column in self.files[file]]

    def column(self, file, name):
        return next(column for column in self.files[file] if column["name"] == name)


def entity(file):
    return file.removesuffix(".csv")


class Package:
    """Files as lists of rows (dicts); `write` makes a folder of it."""

    def __init__(self, table, mode="bulk", people=2):
        self.table, self.mode = table, mode
        self.modes = {file: mode for file in table.files}
        self.headers = {file: table.columns(file) for file in table.files}
        self.rows = {file: [] for file in table.files}
        self.raw = {}                      # file -> bytes, in place of rows
        self.quote_all = False
        self.newline = "\r\n"
        self.last_newline = True
        self.bom = False
        self.manifest = None               # rows in place of the usual ones
        self.manifest_header = ["propertyName", "value"]
        self.zip = None                    # name: write a zip, names of entries made by self.entry_name
        self.entry_name = lambda name: name
        self.ids = lambda file, n: f"{entity(file)}-{n}"
        for file in table.files:
            for n in range(1, (people if file in ("users.csv", "roles.csv", "userProfiles.csv") else 1) + 1):
                self.add(file, n)
        self.add("orgs.csv", 2)

    def add(self, file, n, person=None, **cells):
        """A row that agrees with the rest; @p person is the number of the user it is about. @returns the row."""
        row = {}
        person = person or (n if file in ("users.csv", "roles.csv", "userProfiles.csv") else 1)
        for column in self.table.files[file]:
            row[column["name"]] = self.value(file, column, n, person)
        row.update(cells)
        self.rows[file].append(row)
        return row

    def value(self, file, column, n, person):
        name, kind = column["name"], column["type"]
        if column["required"] == "delta-only":
            return "" if self.mode == "bulk" else "active" if name == "status" else STAMP
        if "ref" in column:
            return self.target(file, column, n, person)
        if kind == "guid":
            return self.ids(file, n)
        if (file, name) in WORDS:
            return WORDS[file, name]
        if kind in ("enum", "enum-list"):
            return column["enum"][0]
        if "pairedWith" in column:
            return "Mathematics,Art" if name == "subjects" else "02052,05154"
        return BY_TYPE.get(kind, f"{name} {n}, so to say")

    def target(self, file, column, n, person):
        target = column["ref"]
        if column["name"] == "parentSourcedId":
            return ""
        if column["name"] == "agentSourcedIds":
            return ""
        if target == "users.csv" or target == "userProfiles.csv":
            return self.ids(target, person)
        return self.ids(target, 1)

    def lines(self, file):
        """Physical line of each row, from 2."""
        lines, line = [], 2
        for row in self.rows[file]:
            lines.append(line)
            line += 1 + sum(str(cell).count("\n") for cell in row.values())
        return lines

    def text(self, header, rows):
        out = io.StringIO()
        writer = csv.writer(out, quoting=csv.QUOTE_ALL if self.quote_all else csv.QUOTE_MINIMAL, lineterminator=self.newline)
        writer.writerow(header)
        for row in rows:
            writer.writerow([row.get(name, "") for name in header] if isinstance(row, dict) else row)
        text = out.getvalue()
        return text if self.last_newline else text.removesuffix(self.newline)

    def manifest_rows(self):
        if self.manifest is not None:
            return self.manifest
        rows = []
        for each in self.table.manifest:
            name = each["name"]
            if name.startswith("file."):
                file = name.removeprefix("file.") + ".csv"
                rows.append([name, self.modes[file] if self.rows.get(file) or file in self.raw else "absent"])
            elif "enum" in each:
                rows.append([name, each["enum"][0]])
            else:
                rows.append([name, "Example SIS"])
        return rows

    def contents(self):
        mark = b"\xef\xbb\xbf" if self.bom else b""
        files = {"manifest.csv": mark + self.text(self.manifest_header, self.manifest_rows()).encode()}
        for file, rows in self.rows.items():
            if rows:
                files[file] = mark + self.text(self.headers[file], rows).encode()
        files.update(self.raw)
        return {name: content for name, content in files.items() if content is not None}

    def write(self, place):
        files = self.contents()
        if not self.zip:
            place.mkdir(parents=True)
            for name, content in files.items():
                (place / name).write_bytes(content)
            return place
        place.parent.mkdir(parents=True, exist_ok=True)
        place = place.with_suffix(".zip")
        with zipfile.ZipFile(place, "w", self.zip) as archive:
            for name, content in files.items():
                archive.writestr(self.entry_name(name), content)
        return place

    def copy(self):
        other = copy.copy(self)
        for name in ("modes", "headers", "rows", "raw"):
            setattr(other, name, copy.deepcopy(getattr(self, name)))
        return other
