"""Choose `config.settings.dev`, `.test` or `.production`; there is no default on purpose."""
