// Asks the browser for a passkey, and puts its answer into the form that says what for.
(() => {
  'use strict';

  const says = document.querySelector('[data-says]');
  says.textContent = '';
  const form = document.querySelector('form[data-passkey]');
  if (!form) return; // a page whose form asks for the one that has it
  const makes = form.dataset.passkey === 'create';
  const answer = form.querySelector('[name="credential"]');

  const UNKNOWN = 'That did not work. Try again, or take another way.';
  const PROBLEMS = {
    NotAllowedError: makes ? 'No passkey was made. Try again when you are ready.' : 'No passkey was used. Try again, or take another way.',
    InvalidStateError: makes ? 'This device has a passkey of your account already.' : UNKNOWN,
    SecurityError: 'Passkeys need HTTPS, and the site’s name in the address, not a number.',
    NotSupportedError: 'This device cannot make the kind of passkey that is needed.',
    AbortError: '',
  };

  /* ---------- Bytes, as base64url and back ---------- */

  function bytes(text) {
    const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(plain, letter => letter.charCodeAt(0));
  }

  function text(buffer) {
    const plain = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  }

  /* ---------- What the browser is asked, and what it answers ---------- */

  const named = list => (list || []).map(each => ({...each, id: bytes(each.id)}));

  function question() {
    const asked = JSON.parse(form.dataset.options);
    asked.challenge = bytes(asked.challenge);
    if (!makes) return {publicKey: {...asked, allowCredentials: named(asked.allowCredentials)}};
    const user = {...asked.user, id: bytes(asked.user.id)};
    return {publicKey: {...asked, user, excludeCredentials: named(asked.excludeCredentials)}};
  }

  function packed({id, rawId, type, response}) {
    const parts = {clientDataJSON: text(response.clientDataJSON)};
    if (makes) {
      parts.attestationObject = text(response.attestationObject);
      parts.transports = response.getTransports?.() || [];
    } else {
      parts.authenticatorData = text(response.authenticatorData);
      parts.signature = text(response.signature);
      if (response.userHandle) parts.userHandle = text(response.userHandle);
    }
    return JSON.stringify({id, rawId: text(rawId), type, response: parts, clientExtensionResults: {}});
  }

  let asking = false;

  async function ask() {
    if (asking) return;
    if (!window.PublicKeyCredential) {
      says.textContent = window.isSecureContext ? 'This browser knows no passkeys.' : PROBLEMS.SecurityError;
      return;
    }
    asking = true;
    says.textContent = 'Follow what your browser asks…';
    try {
      const found = await (makes ? navigator.credentials.create(question()) : navigator.credentials.get(question()));
      answer.value = packed(found);
      says.textContent = 'One moment…';
      form.requestSubmit();
    } catch (problem) {
      says.textContent = PROBLEMS[problem.name] ?? UNKNOWN;
    } finally {
      asking = false;
    }
  }

  // With the answer in it the form is sent as any other; without, the browser is asked first.
  form.addEventListener('submit', event => {
    if (answer.value) return;
    event.preventDefault();
    event.stopPropagation();
    if (form.reportValidity()) ask();
  });

  // An answer counts once: who comes back by the Back button is asked again.
  window.addEventListener('pageshow', event => { if (event.persisted) answer.value = ''; });

  answer.value = '';
  if (!makes) ask();
})();
