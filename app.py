"""What a server imports: `app` and `socketio`."""

import gc

from webcare import create_app

app, socketio = create_app()

gc.collect()
gc.freeze()  # the program itself is never garbage; looking through it held every screen up for 200 ms at a time
