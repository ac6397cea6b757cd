const REMOTE = /^(?:nfs\d?|cifs|smb3|smbfs|afs|ceph|glusterfs|lustre|ncpfs|fuse(?:\..*)?|autofs|beegfs|gfs2|ocfs2)$/;

/** Whether files of that type of file system may be answered by something that hangs: a server, or a program (FUSE). */
export const isRemote = (fileSystem: string): boolean => REMOTE.test(fileSystem);

/** Mount id -> type of file system, of proc_pid_mountinfo(5): `36 35 98:0 /root /mount options [fields] - type source options`. */
export function parseMounts(text: string): Map<number, string> {
  const types = new Map<number, string>();
  for (const line of text.split('\n')) {
    const id = Number.parseInt(line, 10);
    const dash = line.indexOf(' - ');
    if (!Number.isInteger(id) || dash < 0) continue;
    types.set(id, line.slice(dash + 3).split(' ', 1)[0] ?? '');
  }
  return types;
}
