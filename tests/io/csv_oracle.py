#!/usr/bin/env python3
"""Writes awkward CSV files and what Python's csv module makes of them, as the judge of csv_oracle_test.cpp.

usage: csv_oracle.py SEED FOLDER

For each N: N.csv, and N.expected with one line a row that is kept: its cells, each as "=" and hex digits, joined by
blanks. Left out, as the reader does by its own rules: rows of another width than the header, and rows of blanks.
"""
import csv
import io
import random
import sys

seed, folder = int(sys.argv[1]), sys.argv[2]
chance = random.Random(seed)

for number in range(60):
    line_end = chance.choice(["\n", "\r\n", "\r"])
    width = chance.randint(2, 6)
    pieces = ["a", 'b"', " ", "é", "日", '","', "x" * chance.choice([1, 60, 200]), ",", '""', "\t", "'", "\\", line_end]

    def cell():
        kind = chance.random()
        text = "".join(chance.choice(pieces) for _ in range(chance.randint(0, 4)))
        if kind < 0.5:
            text = "".join(c for c in text if c not in '",\r\n')
        if not any(c in text for c in '",\r\n'):
            return '"' + text + '"' if chance.random() < 0.2 else text
        if kind > 0.98:  # a quote inside a cell that is not quoted
            return "z" + "".join(c for c in text if c not in ",\r\n")
        return '"' + text.replace('"', '""') + '"'

    text = ",".join(f"c{index}" for index in range(width)) + line_end
    # Now and then a file of several blocks.
    for _ in range(12000 if number % 20 == 0 else chance.randint(0, 25)):
        row = [cell() for _ in range(width)]
        if chance.random() < 0.02:
            row = row[:-1]
        if chance.random() < 0.02:
            row += ["", " "]
        if chance.random() < 0.02:
            text += line_end
        text += ",".join(row) + line_end
    if chance.random() < 0.3:
        text = text[: -len(line_end)]
    with open(f"{folder}/{number}.csv", "w", newline="", encoding="utf-8") as file:
        file.write(text)

    reader = csv.reader(io.StringIO(text, newline=""))
    next(reader)
    with open(f"{folder}/{number}.expected", "w", encoding="ascii") as file:
        for row in reader:
            if not any(c.strip(" \t\r\n") for c in row[width:]):
                row = row[:width]
            if len(row) == width and any(c.strip(" \t\r\n") for c in row):
                file.write(" ".join("=" + c.encode().hex() for c in row) + "\n")
