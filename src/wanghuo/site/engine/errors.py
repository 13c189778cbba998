"""What can go wrong with the engine. Every message is one sentence a person can act on, Chinese first."""


class EngineError(RuntimeError):
    """The engine cannot run; the message says why and what to do."""


class EngineBusy(EngineError):
    """Another Wanghuo already runs on this data directory."""
