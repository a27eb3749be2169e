"""The classic pipeline: pandas, scikit-learn and SQLAlchemy from a CSV file of app-behavior telemetry into MySQL or MariaDB.

usage: pipeline.py FILE mysql+pymysql://… silhouette|none default|multi
The last is the method of to_sql: as pymysql rewrites plain inserts, or with many rows to a statement, 10,000 at a time.
Prints a line of JSON: milliseconds of each step.
"""

import json
import sys
import time

import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler
from sqlalchemy import create_engine

file, url, quality, method = sys.argv[1:5]
CAPPED = (
    "sessions_per_week avg_session_duration_min feature_clicks_per_session notifications_opened_per_week in_app_search_count "
    "crash_events_last_30_days ads_clicked_last_30_days content_downloads social_shares daily_active_minutes engagement_score"
).split()
FEATURES = (
    "sessions_per_week avg_session_duration_min daily_active_minutes feature_clicks_per_session notifications_opened_per_week "
    "in_app_search_count pages_viewed_per_session crash_events_last_30_days support_tickets_raised days_since_last_login "
    "ads_clicked_last_30_days content_downloads social_shares rating_given churn_risk_score engagement_score account_age_days"
).split()
steps = {}


def timed(name, work):
    began = time.perf_counter()
    result = work()
    steps[name] = (time.perf_counter() - began) * 1000
    return result


def clean(raw):
    users = raw.copy()
    users["rating_given"] = users["rating_given"].fillna(users["rating_given"].median())
    for column in CAPPED:
        q1, q3 = users[column].quantile(0.25), users[column].quantile(0.75)
        users[column] = users[column].clip(q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1))
    return StandardScaler().fit_transform(users[FEATURES])


raw = timed("read", lambda: pd.read_csv(file))
points = timed("clean", lambda: clean(raw))
model = timed("k-means", lambda: KMeans(n_clusters=2, n_init=20, max_iter=500, random_state=42).fit(points))
if quality == "silhouette":
    timed("silhouette", lambda: silhouette_score(points, model.labels_))
raw["cluster"] = model.labels_
raw["segment"] = raw["cluster"].map({0: "Power Users", 1: "Casual Users"})
engine = create_engine(url)
inserts = {"default": {}, "multi": {"method": "multi", "chunksize": 10_000}}[method]
timed("to_sql", lambda: raw.to_sql("user_behavior_details", engine, if_exists="replace", index=False, **inserts))
print(json.dumps({"steps": steps, "rows": len(raw)}))
