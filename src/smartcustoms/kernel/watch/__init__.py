"""Watch: whether the platform is well. Logs, traces, metrics, health, and the operators' page of queues, dead letters and jobs.

Open first: `web.py` (health and the page), then `telemetry.py` (logs, traces, metrics).
"""
