"""Where the workers of a server put their figures together: a folder, which prometheus-client finds by its own name."""

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
