"""XGBoost and scikit-learn beside our learners: the work on a matrix of doubles, timed without imports and after a small fit,
by one and by two threads, of which the faster counts.

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


def make(threads):
    if kind == "boosting":
        return xgboost.XGBClassifier(tree_method="hist", n_jobs=threads, **arguments)
    if kind == "forest":
        return RandomForestClassifier(n_jobs=threads, **arguments)
    return IsolationForest(n_jobs=threads, **arguments)


def timed_fit(threads):
    make(threads).fit(X[training[:1000]], y[training[:1000]])  # threads are there before the clock runs
    model = make(threads)
    began = time.perf_counter()
    model.fit(part, labels)
    return time.perf_counter() - began, model


part, labels = X[training], y[training]
# two threads that wait for each other are the slower ones where something else uses the processors
seconds, model = min((timed_fit(threads) for threads in (1, 2)), key=lambda timed: timed[0])
scores = -model.score_samples(X[test]) if kind == "isolation" else model.predict_proba(X[test])[:, 1]
version = f"XGBoost {xgboost.__version__}" if kind == "boosting" else f"scikit-learn {sklearn.__version__}"
print(json.dumps({"ms": seconds * 1000, "scores": scores.tolist(), "version": version}))
