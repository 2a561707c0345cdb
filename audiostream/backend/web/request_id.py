"""The name of the request that a thread is at work on: it is in the answer, and in all that is logged meanwhile."""

from contextvars import ContextVar

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
