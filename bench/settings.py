"""The portal as it is deployed, with one more address: the plain page that the queue is compared with."""

from slaportal.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
ALLOWED_HOSTS = ["testserver"]
