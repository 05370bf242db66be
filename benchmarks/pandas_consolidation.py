"""What somebody with pandas would write for the shipped scheme's rule: the floor that the command line is held against.

`python pandas_consolidation.py SCORES` prints candidate, score and rank: trimmed mean by criterion (one lowest, one
highest, from five sheets on), two places half up, quorum 2/3 and three, ties by expertise and contribution.
"""

import sys

import numpy as np
import pandas as pd

table = pd.read_csv(sys.argv[1], dtype={"expert": "category", "candidate": "category", "criterion": "category"})
recused = table["state"] == "recused"
sheets = table.loc[~recused, ["candidate", "expert"]].drop_duplicates()
entitled = sheets.groupby("candidate", observed=True).size()
scored = table[table["state"].isna() & table["score"].notna()].copy()
scored["units"] = (scored["score"] * 10).round().astype("int64")
marks = scored.groupby(["candidate", "criterion"], observed=True)["units"].agg(["sum", "min", "max", "count"])
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
result["rank"] = result.groupby(keys, sort=False)["place"].transform("min")
result[["total", "rank"]].assign(total=result["total"] / 100).to_csv(sys.stdout)
