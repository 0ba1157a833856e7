// A real OpenID Connect provider for the tests: oidc-provider with one client. Who logs in there is what a test says
// last, by POST /person {"sub": …, "claims": {…}, "amr": […], "acr": …}; a person without sub closes the window.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const [port, callback] = process.argv.slice(2);
let person = {};

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "webcare",
      client_secret: "canary-of-the-client-secret",
      redirect_uris: [callback],
      grant_types: ["authorization_code"],
      response_types: ["code"],
    },
  ],
  claims: { openid: ["sub", "amr", "acr"], email: ["email", "email_verified"], profile: ["name", "groups"] },
  acrValues: ["urn:example:strong"],
  conformIdTokenClaims: true, // claims of scopes come from the userinfo endpoint, as with most providers
  cookies: { keys: ["a test's"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...person.claims }) }),
  loadExistingGrant: async ({ oidc }) => {
    const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope("openid email profile");
    await grant.save();
    return grant;
  },
});

async function become(request, response) {
  let body = "";
  for await (const part of request) body += part;
  person = JSON.parse(body);
  response.end();
}

async function logIn(request, response) {
  const login = { accountId: person.sub, amr: person.amr, acr: person.acr, remember: false };
  const result = person.sub ? { login } : { error: "access_denied" };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

const answer = provider.callback();
createServer((request, response) => {
  if (request.url === "/person") return become(request, response);
  if (request.url.startsWith("/interaction/")) return logIn(request, response);
  return answer(request, response);
}).listen(Number(port), "127.0.0.1", () => console.log("ready"));
