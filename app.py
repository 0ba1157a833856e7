"""What a server imports: `app` and `socketio`."""

from webcare import create_app

app, socketio = create_app()
