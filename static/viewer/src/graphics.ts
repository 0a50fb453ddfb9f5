/** What draws here: a graphics card, WebGL that the processor plays, or neither. */

const PLAYED = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Browsers say at once, and make no context, where drawing would be slow. */
export function hasGraphicsCard(): boolean {
  const context = contextOf({ failIfMajorPerformanceCaveat: true });
  const asked = context?.getExtension("WEBGL_debug_renderer_info");
  const name = asked ? String(context!.getParameter(asked.UNMASKED_RENDERER_WEBGL)) : "";
  leave(context);
  return context !== null && !PLAYED.test(name);
}

let known: boolean | undefined;

/** Be it slow: asked once, when planes are to be offered. */
export function hasWebGl(): boolean {
  if (known !== undefined) return known;
  const context = contextOf({});
  known = context !== null;
  leave(context);
  return known;
}

const contextOf = (options: WebGLContextAttributes): WebGL2RenderingContext | null =>
  document.createElement("canvas").getContext("webgl2", options);

/** Browsers hold few contexts at a time. */
const leave = (context: WebGL2RenderingContext | null): void =>
  context?.getExtension("WEBGL_lose_context")?.loseContext();
