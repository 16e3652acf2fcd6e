"""Troubles outside that may pass by themselves. Airflow retries exactly these; everything else needs a person."""


class Outage(RuntimeError):
    """Something outside does not answer now; the same work may go through later."""
