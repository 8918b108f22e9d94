/** Units of systemd, and the containers that Podman's Quadlet makes units of. */

export { SystemdReader } from './reader';
