"""Background work. Import from the modules: ``registry.job``, ``events.emit``/``on``, ``sweeps.sweep``."""
