/**
 * Words for a shell: what the server at a name and port says. A service without a health check may not listen yet when
 * the first step runs, and a port that docker publishes takes connections before it, so it is asked for ten seconds.
 */
export function askService(name: string, port = '6379'): string {
  const ask = `said=$(busybox nc ${name} ${port} 2>/dev/null) || true`;
  return `for _ in $(seq 100); do ${ask}; [ "$said" ] && echo "$said" && break; sleep 0.1; done`;
}
