"""scikit-learn beside our clustering: k-means or the exact silhouette of a matrix of doubles, timed without imports.

usage: clustering.py kmeans|silhouette MATRIX COLUMNS LABELS
LABELS is written by kmeans and read by silhouette: one byte a row. Prints a line of JSON.
"""

import json
import sys
import time

import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score

work, matrix, columns, labels_file = sys.argv[1:5]
points = np.fromfile(matrix, dtype=np.float64).reshape(-1, int(columns))


def kmeans(seed=42):
    return KMeans(n_clusters=2, n_init=20, max_iter=500, random_state=seed)


kmeans().fit(points[:1000])  # threads and caches are there before the clock runs
began = time.perf_counter()
if work == "kmeans":
    model = kmeans().fit(points)
    result = {"inertia": model.inertia_, "iterations": int(model.n_iter_)}
    seconds = time.perf_counter() - began
    model.labels_.astype(np.uint8).tofile(labels_file)
else:
    result = {"silhouette": silhouette_score(points, np.fromfile(labels_file, dtype=np.uint8))}
    seconds = time.perf_counter() - began
print(json.dumps({"ms": seconds * 1000, "version": f"scikit-learn {sklearn.__version__}", **result}))
