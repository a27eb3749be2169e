"""XGBoost and scikit-learn beside our learners: the work on a matrix of doubles, timed without imports and after a small fit.

usage: learn.py boosting|forest|isolation MATRIX ROWS FEATURES TARGET SETTINGS
MATRIX is column by column, NaN is missing; TARGET is a byte a row; SETTINGS is JSON: the arguments of the estimator, and of
supervised learners "training" and "test", the rows of each. Prints a line of JSON; "scores" are of the test rows, or of all.
"""

import json
import sys
import time

import numpy as np
import sklearn
import xgboost
from sklearn.ensemble import IsolationForest, RandomForestClassifier

kind, matrix, rows, features, target, settings = sys.argv[1:7]
X = np.ascontiguousarray(np.fromfile(matrix, dtype=np.float64).reshape(int(features), int(rows)).T)
y = np.fromfile(target, dtype=np.uint8)
arguments = json.loads(settings)
training = np.array(arguments.pop("training", range(len(X))))
test = np.array(arguments.pop("test", range(len(X))))


def make():
    if kind == "boosting":
        return xgboost.XGBClassifier(tree_method="hist", n_jobs=2, **arguments)
    if kind == "forest":
        return RandomForestClassifier(n_jobs=2, **arguments)
    return IsolationForest(n_jobs=2, **arguments)


make().fit(X[training[:1000]], y[training[:1000]])  # threads are there before the clock runs
part, labels = X[training], y[training]
began = time.perf_counter()
model = make().fit(part, labels)
ms = (time.perf_counter() - began) * 1000
scores = -model.score_samples(X[test]) if kind == "isolation" else model.predict_proba(X[test])[:, 1]
version = f"XGBoost {xgboost.__version__}" if kind == "boosting" else f"scikit-learn {sklearn.__version__}"
print(json.dumps({"ms": ms, "scores": scores.tolist(), "version": version}))
