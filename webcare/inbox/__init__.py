"""Read side: lists, counts, conversations as they are shown. Everything goes through what a reader may read."""
