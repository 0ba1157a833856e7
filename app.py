"""What a server imports: `app` and `socketio`."""

from webcare import create_app
from webcare.memory import freeze_program

app, socketio = create_app()
freeze_program()
