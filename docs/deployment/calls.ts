/** How often a fleet of runners calls Amazon ECR: the arithmetic of scale.md. */

/** What a fleet does; the page says where each figure comes from. */
export interface Fleet {
  jobsPerHour: number;
  minutesPerJob: number;
  /** Images from ECR that a job pulls: its container, services and actions. */
  imagesPerJob: number;
  layersPerImage: number;
  runnersPerNode: number;
  /** Hours that a node lives until the autoscaler takes it away. */
  nodeHours: number;
  /** How much busier the busiest minute is than the average one. */
  peak: number;
}

export interface Calls {
  runners: number;
  nodes: number;
  /** GetAuthorizationToken, by how tokens are cached. */
  tokens: { perPull: number; perJob: number; perNode: number };
  manifests: number;
  layers: number;
}

/** docker asks for the list of architectures, then for the manifest of its own. */
const manifestsPerPull = 2;
/** The config of an image is a layer to the registry. */
const configsPerImage = 1;
/** ecr-auth replaces a token, which is good for 12 hours, at half of its life. */
const hoursPerToken = 6;

/** What the fleet runs at once on average, and its calls an hour when no node has an image yet. */
export function callsOf(fleet: Fleet): Calls {
  const { jobsPerHour, imagesPerJob } = fleet;
  const runners = Math.ceil((jobsPerHour * fleet.minutesPerJob) / 60);
  const nodes = Math.ceil(runners / fleet.runnersPerNode);
  const pulls = jobsPerHour * imagesPerJob;
  return {
    runners,
    nodes,
    tokens: {
      perPull: pulls,
      perJob: jobsPerHour,
      perNode: nodes / Math.min(hoursPerToken, fleet.nodeHours),
    },
    manifests: pulls * manifestsPerPull,
    layers: pulls * (fleet.layersPerImage + configsPerImage),
  };
}

/** Calls a second in the busiest minute. */
export function perSecond(callsPerHour: number, peak: number): number {
  return (callsPerHour / 3600) * peak;
}
