"""Units read by the workers of a Dask cluster: the executor here, what a worker does (`worker`), where it leaves shards (`store`)."""
