"""Settings of the test run: the product's, with a folder of its own and no connection pool."""

from __future__ import annotations

import os

from tests.run import run_folder

for name in [
    name for name in os.environ if name.startswith("CONCENTRIC_") and name != "CONCENTRIC_TEST_RUN"
]:
    del os.environ[name]  # the developer's own installation is not touched by tests
os.environ["CONCENTRIC_VAR"] = str(run_folder() / "var")
os.environ["CONCENTRIC_POOL"] = "0"

from concentric_config.settings import *  # noqa: E402, F403  # must read the environment made above

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
