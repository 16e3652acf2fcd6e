"""A throw-away Airflow for the tests that need one. Importing this sets its environment, before anything imports
Airflow, which reads it once; every xdist worker gets its own folder.
"""

import atexit
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

REPO = Path(__file__).resolve().parents[1]
HOME = Path(tempfile.mkdtemp(prefix="newsetl-airflow-"))
USERS = {"vera": "viewer", "omar": "op"}
"""Who may log in, by role; each one's password is the name reversed."""
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

assert "airflow" not in sys.modules, "Airflow was imported before its settings were made"
for _name in [name for name in os.environ if name.startswith("AIRFLOW__")]:
    del os.environ[_name]
_passwords = HOME / "passwords.json"
_passwords.write_text(json.dumps({name: name[::-1] for name in USERS}))
os.environ |= {
    "AIRFLOW_HOME": str(HOME),
    "AIRFLOW__CORE__DAGS_FOLDER": str(REPO / "dags"),
    "AIRFLOW__CORE__PLUGINS_FOLDER": str(REPO / "plugins"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
    "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{name}:{role}" for name, role in USERS.items()),
    "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(_passwords),
    "AIRFLOW__API_AUTH__JWT_SECRET": "of-these-tests-alone" * 4,
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{HOME}/airflow.db",
    "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
}


def initialise() -> None:
    """Make the metadata database, unless this process has."""
    from airflow.utils.db import initdb

    if not (HOME / "airflow.db").exists():
        initdb()
