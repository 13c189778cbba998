"""No models: scope is a policy over others' rows."""
