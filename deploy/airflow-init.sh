#!/bin/sh
# Airflow's database, the writers' pool and the administrator; every step may be repeated.
set -eu
airflow db migrate
airflow pools set newsetl_index 1 'Writers of the search index'
# Through Airflow's own code and the environment: a password on a command line could be read by any process.
python - <<'PYTHON'
import os

from airflow.providers.fab.auth_manager.cli_commands.utils import get_application_builder

with get_application_builder() as builder:
    security = builder.sm
    name, password = os.environ["AIRFLOW_ADMIN_USER"], os.environ["AIRFLOW_ADMIN_PASSWORD"]
    user = security.find_user(username=name)
    if user is None:
        admin = security.find_role("Admin")
        if not security.add_user(name, "newsetl", "operator", f"{name}@newsetl.invalid", admin, password):
            raise SystemExit("airflow-init: the administrator could not be made")
        print(f"user {name}: made")
    else:
        security.reset_password(user.id, password)
        print(f"user {name}: password as in .env")
PYTHON
