"""Ways of showing a ``Reply``, one file a surface. Each shows the same facts and the same sources."""
