"""What somebody with pandas would write for the shipped scheme's rule: the floor that the command line is held against.

`python _pandas_consolidation.py SCORES` prints the same result as `consolidate` does: candidate, score, rank, who
shares it, sheets counted and entitled, in or out (quota 100), and how many sheets are far off the mean. Trimmed mean by
criterion (one lowest, one highest, from five sheets on), two places half up, quorum 2/3 and three, ties by expertise
and contribution.
It looks for doubled, missing and impossible marks, as anybody must who signs such a list.
"""

import sys

import numpy as np
import pandas as pd

names = {"expert": "category", "candidate": "category", "criterion": "category"}
table = pd.read_csv(sys.argv[1], dtype=names)
recused = table["state"] == "recused"
given = table[table["state"].isna()]
units = (given["score"] * 10).round()
if given["score"].isna().any() or not given["score"].between(0, 25).all() or (units % 5 != 0).any():
    sys.exit("a mark is missing, out of range or off the grid")
scored = given.assign(units=units.astype("int64"))
if scored.duplicated(["expert", "candidate", "criterion"]).any():
    sys.exit("the same mark stands twice")

by_sheet = scored.groupby(["candidate", "expert"], observed=True)["units"].agg(["sum", "count"])
sheets = by_sheet[by_sheet["count"] == 4]["sum"].rename("total")
entitled = table.loc[~recused, ["candidate", "expert"]].drop_duplicates().groupby("candidate", observed=True).size()
complete = scored.join(sheets, on=["candidate", "expert"]).dropna(subset=["total"])
marks = complete.groupby(["candidate", "criterion"], observed=True)["units"].agg(["sum", "min", "max", "count"])
trim = marks["count"] >= 5
kept = np.where(trim, marks["sum"] - marks["min"] - marks["max"], marks["sum"])
left = np.where(trim, marks["count"] - 2, marks["count"])
marks["score"] = (2 * kept * 10 + left) // (2 * left)
scores = marks["score"].unstack("criterion")
counted = marks["count"].unstack("criterion").min(axis=1)
entitled = entitled.reindex(scores.index)
met = (counted * 3 >= entitled * 2) & (counted >= 3)

result = scores[met].copy()
result["total"] = result.sum(axis=1)
keys = ["total", "expertise", "contribution"]
result = result.sort_values(keys, ascending=False)
result["place"] = np.arange(1, len(result) + 1)
groups = result.groupby(keys, sort=False)["place"]
result["rank"] = groups.transform("min")
last = groups.transform("max")
result["stage"] = np.select([last <= 100, result["rank"] <= 100], ["advances", "undecided"], "does not advance")
members = result.reset_index().groupby("rank")["candidate"].agg(list)
shared = members[members.map(len) > 1].map(" ".join)
result["tie"] = result["rank"].map(shared).astype(object).fillna("")
result["score"] = result["total"] / 100
result["sheets"] = counted.astype(str) + "/" + entitled.astype(str)
result[["rank", "score", "sheets", "tie", "stage"]].to_csv(sys.stdout)

mean = sheets.groupby("candidate", observed=True).transform("mean")
far = sheets[(sheets - mean).abs() > 0.3 * mean.abs()]
print(f"{len(far)} sheets far from the mean, {int((~met).sum())} candidates without a quorum")
