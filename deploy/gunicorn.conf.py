"""The web server in production; sync workers keep their database connection, so one request costs no new one."""

import multiprocessing
import os

bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_PROCESSES", 2 * multiprocessing.cpu_count() + 1))
preload_app = True
timeout = 60
graceful_timeout = 15
max_requests = 10_000
max_requests_jitter = 1_000
control_socket_disable = True
