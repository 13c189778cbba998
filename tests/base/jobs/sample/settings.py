"""The house's settings with the sample room added; for worker processes under test."""

from wanghuo.site.settings import *  # noqa: F403
from wanghuo.site.settings import INSTALLED_APPS

INSTALLED_APPS = ["tests.base.jobs.sample", *INSTALLED_APPS]
