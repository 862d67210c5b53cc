// While a letter goes out: fetches its progress every two seconds, and the whole page once the state has changed.
// Without script the page asks for itself every ten seconds.
(() => {
  const place = document.getElementById("progress");
  const look = async () => {
    const answer = await fetch(place.dataset.address, { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!found.body.dataset.state) return; // a log-in, for instance
    if (found.body.dataset.state !== place.dataset.state) return location.reload();
    place.replaceChildren(...found.body.children);
  };
  setInterval(() => look().catch(() => {}), 2000);
})();
