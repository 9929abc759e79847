/**
 * How the runner turns a command line into `entryPointArgs`: it cuts at single spaces, which loses
 * quoting and white space. The hook has to live with it.
 */

/** Of a script or a JavaScript action: empty pieces are kept (`ContainerHookManager.cs`). */
export function scriptArguments(text: string): string[] {
  return text.split(' ').map((piece) => piece.trim());
}

/** Of a container action or a service: empty pieces are dropped (`HookInput.cs`). */
export function containerArguments(text: string): string[] {
  return scriptArguments(text).filter(Boolean);
}

/** `args` of an action.yml, each wrapped in quotes (`ContainerActionHandler.cs`). */
export function actionArguments(values: readonly string[]): string {
  return values.map((value) => ` "${value.replaceAll('"', '\\"')}"`).join('');
}
