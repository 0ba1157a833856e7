"""Every setting of Webcare, typed and validated once. The only reader of the environment."""

import json
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, FilePath, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).parent
INSTANCE = ROOT / "instance"
LOCAL_ISSUERS = {("http", "127.0.0.1"), ("http", "localhost")}  # for development
RoleName = Literal["employee", "agent", "lead", "executive", "admin"]


class Config(BaseSettings):
    """Read from the environment, then from `.env`; every name carries the prefix `WEBCARE_`."""

    model_config = SettingsConfigDict(
        env_prefix="WEBCARE_", env_file=ROOT / ".env", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    database_url: str = f"sqlite:///{INSTANCE / 'webcare.sqlite3'}"
    secret_key: SecretStr = Field(description="Signs cookies and CSRF tokens; at least 32 characters.", min_length=32)
    credential_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        description="Fernet keys for channel credentials, newest first, separated by commas.", min_length=1
    )
    origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("http://127.0.0.1:5000", "http://localhost:5000"),
        description="The addresses the desk is served on; a socket from any other origin is refused.",
    )
    secure_cookies: bool = Field(default=False, description="Send cookies over HTTPS only; on whenever HTTPS is used.")
    proxies: int = Field(default=0, ge=0, description="How many trusted reverse proxies stand in front.")
    x_api_url: str = Field(default="https://api.x.com", description="Where X's API lives; a simulator in development.")
    media_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("https://pbs.twimg.com", "https://video.twimg.com", "https://ton.twitter.com"),
        description="The only origins pictures of customers are fetched from.",
    )
    time_zone: str = Field(
        default="Europe/Amsterdam", description="The zone whose days and hours reports and the live queue count in."
    )
    training_url: str = Field(
        default="", description="The simulator that plays drills, on this machine alone; empty: no drills."
    )
    poll_seconds: float = Field(default=15.0, gt=0, description="How often a channel is asked for new messages.")
    smtp_url: SecretStr | None = Field(
        default=None, description="The mail server: smtp://user:password@host:587?starttls, or smtps://…:465."
    )
    mail_from: str = Field(default="Webcare <webcare@localhost>", description="Who every e-mail is from.")
    push_services: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(
            "https://fcm.googleapis.com",
            "https://updates.push.services.mozilla.com",
            "https://*.push.apple.com",
            "https://*.notify.windows.com",
        ),
        description="The only push services the worker talks to; * stands for any name.",
    )
    push_contact: str = Field(default="mailto:webcare@localhost", description="Whom a push service writes to.")
    vapid_private_key: SecretStr | None = Field(
        default=None, description="Signs pushes: 32 bytes in base64url; empty: made once and kept in the database."
    )
    target_share: int = Field(
        default=90, ge=1, le=100, description="The brand's own norm: % of customers answered within their target."
    )
    tone_model: FilePath | None = Field(
        default=None, description="A model of tone and language of one's own; empty: the one that comes with it."
    )
    session_idle_hours: int = Field(default=12, gt=0)
    session_days: int = Field(default=14, gt=0)
    sso_issuer: str = Field(
        default="", description="The organisation's OpenID Connect issuer; empty: no single sign-on."
    )
    sso_client_id: str = Field(default="", description="How the desk is registered there.")
    sso_client_secret: SecretStr = Field(default=SecretStr(""), description="What the desk proves that with.")
    sso_label: str = Field(default="SSO", description="What the log-in page calls it: Log in with …")
    sso_scope: str = Field(default="openid email profile", description="What is asked of the issuer.")
    sso_role_claim: str = Field(
        default="", description="The claim that holds roles, such as groups or realm_access.roles."
    )
    sso_roles: Annotated[dict[str, RoleName], NoDecode] = Field(
        default={},
        description="Which value gives which role: value=role, separated by commas, or a JSON object for values that "
        "hold commas themselves; the first that fits counts.",
    )
    sso_sign_up: bool = Field(default=False, description="Make an account for whoever has a role there and none here.")
    sso_multi_factor: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("mfa",), description="Values of amr or acr that mean that a second factor was used."
    )
    demo: bool = Field(default=False, description="Show the demo log-ins on the log-in page.")

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)  # looking for one costs little; listing all of them reads thousands of files
        except (OSError, ValueError, LookupError) as error:  # a folder, a path outside, or nothing
            raise ValueError("must be a time zone such as Europe/Amsterdam") from error
        return value

    @field_validator("smtp_url")
    @classmethod
    def _mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value():
            return None
        parts = urlsplit(value.get_secret_value())
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("must read smtp://host:port or smtps://host:port")
        return value

    @field_validator("training_url")
    @classmethod
    def _on_this_machine(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme != "http" or parts.hostname not in ("127.0.0.1", "localhost")):
            raise ValueError("must read http://127.0.0.1:port: what is played in a drill never leaves this machine")
        return value

    @field_validator("credential_keys", "origins", "media_origins", "push_services", "sso_multi_factor", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("sso_roles", mode="before")
    @classmethod
    def _pairs(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        if value.lstrip().startswith("{"):
            return json.loads(value)
        pairs = (part.rpartition("=") for part in value.split(",") if part.strip())
        return {claimed.strip(): role.strip() for claimed, _equals, role in pairs}

    @model_validator(mode="after")
    def _sso_is_whole(self) -> Self:
        if not self.sso_issuer:
            return self
        parts = urlsplit(self.sso_issuer)
        if parts.scheme != "https" and (parts.scheme, parts.hostname) not in LOCAL_ISSUERS:
            raise ValueError("WEBCARE_SSO_ISSUER must begin with https://")
        if not self.sso_client_id or not self.sso_client_secret.get_secret_value():
            raise ValueError("WEBCARE_SSO_ISSUER needs WEBCARE_SSO_CLIENT_ID and WEBCARE_SSO_CLIENT_SECRET as well")
        if "openid" not in self.sso_scope.split():
            raise ValueError("WEBCARE_SSO_SCOPE must hold openid")
        if bool(self.sso_role_claim) != bool(self.sso_roles):
            raise ValueError("WEBCARE_SSO_ROLE_CLAIM and WEBCARE_SSO_ROLES go together")
        if self.sso_sign_up and not self.sso_roles:
            raise ValueError("WEBCARE_SSO_SIGN_UP needs WEBCARE_SSO_ROLES: nobody gets an account without a role")
        return self
