"""Reads a lake and the CSV reports that it came from, each with what Python has for it, and tells both as JSON.

Arguments: the lake's folder, the folder of the objects. It knows of Rustine only what docs/adr/0005-lake-layout.md says.
"""

import csv
import datetime
import glob
import json
import os
import re
import sys

import duckdb

lake, objects = sys.argv[1:3]


def cell(text, column_type):
    """A cell of a CSV as the type that the lake gives its column; a time as microseconds since 1970."""
    if text == "":
        return None
    if column_type == "TIMESTAMP WITH TIME ZONE":
        return round(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() * 1_000_000)
    if column_type == "BIGINT":
        return int(text)
    if column_type == "BOOLEAN":
        return {"true": True, "false": False}[text]
    return text


def uploaded(kind):
    """Header and rows of every CSV of a kind, with the day that its path names."""
    headers, rows = set(), []
    pattern = os.path.join(objects, "reports/v1", f"kind={kind}", "date=*", "instance=*", "*.csv")
    for path in glob.glob(pattern):
        day = datetime.date.fromisoformat(re.search(r"/date=([0-9-]+)/", path)[1])
        with open(path, encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            headers.add(tuple(next(reader)))
            rows.extend((*row, day) for row in reader)
    assert len(headers) == 1, f"{kind}: {headers}"
    return list(headers.pop()), rows


def stored(kind, header):
    """Types and rows of a kind in the lake; a row counts when its report stands in the register."""
    query = f"""
        from read_parquet('{lake}/v1/{kind}/date=*/part-*.parquet', hive_partitioning = true) as part
        semi join read_parquet('{lake}/v1/ingested-reports/date=*/part-*.parquet', hive_partitioning = true) as register
        using (report_id)"""
    types = {row[0]: row[1] for row in connection.sql(f"describe {query}").fetchall()}
    # Python's DuckDB would want one more package to hand over a time with a zone.
    told = [f"epoch_us({name})" if types[name] == "TIMESTAMP WITH TIME ZONE" else name for name in [*header, "date"]]
    return types, connection.sql(f"select {', '.join(told)} from ({query})").fetchall()


def order(row):
    return [(value is not None, str(value)) for value in row]


connection = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
answer = {"duckdb": duckdb.__version__, "kinds": {}}
for kind in sorted(os.listdir(os.path.join(lake, "v1"))):
    if kind == "ingested-reports":
        continue
    header, texts = uploaded(kind)
    types, rows = stored(kind, header)
    expected = [tuple(cell(text, types[name]) for name, text in zip(header, row, strict=False)) + (row[-1],) for row in texts]
    assert all(len(row) == len(header) + 1 for row in texts), f"{kind}: a row has another number of cells than the header"
    expected.sort(key=order)
    rows.sort(key=order)
    first = next(({"csv": repr(a), "lake": repr(b)} for a, b in zip(expected, rows) if a != b), None)
    size = header.index("size_bytes") if "size_bytes" in header else None
    answer["kinds"][kind] = {
        "header": header,
        "types": {name: str(type_) for name, type_ in types.items()},
        "rows": {"csv": len(expected), "lake": len(rows)},
        "sizes": None if size is None else {
            "csv": str(sum(row[size] or 0 for row in expected)),
            "lake": connection.sql(
                f"select coalesce(sum(size_bytes), 0)::varchar from read_parquet('{lake}/v1/{kind}/date=*/part-*.parquet')"
            ).fetchall()[0][0],
        },
        "first_difference": first,
    }
register = connection.sql(
    f"select report_id, kind, row_count, size_bytes, sha256 from read_parquet('{lake}/v1/ingested-reports/date=*/*.parquet') order by 1"
)
names = [column[0] for column in register.description]
answer["register"] = [dict(zip(names, row)) for row in register.fetchall()]
json.dump(answer, sys.stdout)
