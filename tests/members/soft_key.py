"""A passkey in software, so that tests can do what a browser and a phone do together."""

import hashlib
import json
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import sha256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def text(data):
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def data(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def options_in(page):
    """What a page of ours asks the browser for."""
    found = re.search(
        r'<script id="passkey-options" type="application/json">(.*?)</script>',
        page.content.decode(),
    )
    return json.loads(found.group(1))


class SoftKey:
    """One credential for one site. Its owner always shows a finger, unless `verifies` is false."""

    def __init__(self, origin="https://testserver", verifies=True):
        self.origin = origin
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.id = secrets.token_bytes(16)
        self.flags = PRESENT | (VERIFIED if verifies else 0)
        self.user_handle = b""
        self.count = 0

    def create(self, options):
        """What the page sends after `navigator.credentials.create`."""
        asked = options["publicKey"]
        self.user_handle = data(asked["user"]["id"])
        public = ES256.from_cryptography_key(self.private.public_key())
        held = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        seen = AuthenticatorData.create(
            sha256(asked["rp"]["id"].encode()), self.flags | ATTESTED, self.count, held
        )
        client = self._client("webauthn.create", asked["challenge"])
        made = AttestationObject.create("none", seen, {})
        return self._sent({"clientDataJSON": text(client), "attestationObject": text(made)})

    def get(self, options, rp_id="testserver"):
        """What the page sends after `navigator.credentials.get`."""
        self.count += 1
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        seen = AuthenticatorData.create(sha256(rp_id.encode()), self.flags, self.count)
        signed = self.private.sign(seen + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._sent(
            {
                "clientDataJSON": text(client),
                "authenticatorData": text(seen),
                "signature": text(signed),
                "userHandle": text(self.user_handle),
            }
        )

    def _client(self, act, challenge):
        return json.dumps({"type": act, "challenge": challenge, "origin": self.origin}).encode()

    def _sent(self, response):
        return json.dumps(
            {
                "id": text(self.id),
                "rawId": text(self.id),
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {"credProps": {"rk": True}},
                "authenticatorAttachment": "platform",
            }
        )
